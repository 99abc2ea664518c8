{# DDL that creates a ledger table, from its contract. #}
{% macro create_ledger_table_sql(node) %}
    {%- set about = nightledger.contract_of(node) -%}
create table if not exists {{ nightledger.relation(about.relation) }} (
    {%- for column in nightledger.contract_columns(node) %}
    {{ nightledger.column_definition(column) }}{{ ',' if not loop.last }}
    {%- endfor %}
)
{%- if about.partition_by %}
partition by timestamp_trunc({{ about.partition_by }}, day)
{%- endif %}
{%- if about.cluster_by %}
cluster by {{ about.cluster_by | join(', ') }}
{%- endif %}
options({{ nightledger.relation_options(node) }})
{%- endmacro %}
