{# The newest value of a column among the rows of a group where a condition holds. #}
{% macro newest(column, condition) -%}
    array_agg(
            if({{ condition }}, {{ column }}, null)
            order by if({{ condition }} and {{ column }} is not null, 0, 1), happened_at desc
            limit 1
        )[safe_offset(0)]
{%- endmacro %}
