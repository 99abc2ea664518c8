{# Who looks after a node: its `meta.owner`, else the owner of its group; none when nobody is named. #}
{% macro owner_of(node) %}
    {% set owner = (node.config.meta or {}).get('owner') %}
    {% if not owner and node.config.group %}
        {% set owner = nightledger.group_owner(node.config.group) %}
    {% endif %}
    {% if not owner %}{{ return(none) }}{% endif %}
    {{ return(owner if owner is string else nightledger.owner_name(owner)) }}
{% endmacro %}
