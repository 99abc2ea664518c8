{# A value that may be undefined, as one that is either there or null. Empty text is null. #}
{% macro value_or_none(value) %}
    {{ return(value if value is defined and value is not none and value != '' else none) }}
{% endmacro %}
