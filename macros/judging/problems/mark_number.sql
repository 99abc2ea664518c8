{# A verdict as a place in '✓!✗': the higher, the worse. #}
{% macro mark_number() -%}
    case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end
{%- endmacro %}
