{#
    How far each number of an array is from its median, as an array. 1.4826 times the median of them
    is what a standard deviation is to numbers spread evenly, and some odd ones do not move it.
#}
{% macro distances_from(median, numbers) -%}
    array(
            select abs(one_number - {{ median }})
            from unnest({{ numbers }}) as one_number
            where one_number is not null
        )
{%- endmacro %}
