{# Severity as a number to sort by: 1 is what to read first. #}
{% macro severity_rank(severity) -%}
    case {{ severity }} when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end
{%- endmacro %}
