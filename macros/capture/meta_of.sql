{# The `meta` of a node; an empty dict when it has none. #}
{% macro meta_of(node) %}
    {% if not node or node.config is undefined %}{{ return({}) }}{% endif %}
    {{ return(node.config.meta or {}) }}
{% endmacro %}
