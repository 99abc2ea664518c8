{# The median of an array, as float64. Null: it holds nothing but nulls. #}
{% macro median_of(numbers) -%}
    (
            select percentile_cont(one_number, 0.5) over ()
            from unnest({{ numbers }}) as one_number
            limit 1
        )
{%- endmacro %}
