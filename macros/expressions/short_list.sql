{#
    The first five names of a group as text, `a, b +3 more` when there are more. Use in a GROUP BY.
    position: int64, 1 for the name to show first. Null: no names.
#}
{% macro short_list(name, position) -%}
    {%- set shown = 5 -%}
    concat(
        string_agg(if({{ position }} <= {{ shown }}, {{ name }}, null), ', ' order by {{ position }}),
        if(
            count({{ name }}) > {{ shown }},
            concat(' +', cast(count({{ name }}) - {{ shown }} as string), ' more'),
            ''
        )
    )
{%- endmacro %}
