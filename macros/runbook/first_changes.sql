{# The first three changes of an evidence as one text; null when nothing was recorded. #}
{% macro first_changes(evidence) -%}
    array_to_string(
            array(
                select json_value(change.says)
                from unnest(json_query_array({{ evidence }}.changes)) as change with offset as place
                where place < 3
                order by place
            ),
            '; '
        )
{%- endmacro %}
