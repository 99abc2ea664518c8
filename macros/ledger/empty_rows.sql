{# The columns of a contract node with their types, and no rows. #}
{% macro empty_rows(node) %}
    {%- set columns = node.columns.values() | list -%}
select
    {%- for column in columns %}
    cast(null as {{ column.data_type }}) as {{ column.name }},
    {%- endfor %}
from unnest(array<int64>[]) as no_row
{%- endmacro %}
