{# A whole number as people read it: `5,000`. Null: no number. #}
{% macro grouped_number(number) -%}
    replace(format("%'d", cast(round({{ number }}) as int64)), "'", ',')
{%- endmacro %}
