{#
    The columns of a contract node with their types, and no rows. Where the project enforces dbt's
    contracts, those of its yml alone: dbt compares them.
#}
{% macro empty_rows(node) %}
    {%- set is_enforced = (node.config.contract or {}).enforced -%}
    {%- set columns = node.columns.values() if is_enforced else nightledger.contract_columns(node) -%}
select
    {%- for column in columns %}
    cast(null as {{ column.data_type }}) as {{ column.name }},
    {%- endfor %}
from unnest(array<int64>[]) as no_row
{%- endmacro %}
