{# Files are kept for ever. #}
{% macro found_retention(existing) %}{{ return({}) }}{% endmacro %}
