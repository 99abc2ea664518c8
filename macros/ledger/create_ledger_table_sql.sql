{# DDL that creates a ledger table, from its contract. #}
{% macro create_ledger_table_sql(node) %}
create table if not exists {{ nightledger.ledger_relation(node) }} (
    {%- for column in node.columns.values() %}
    {{ nightledger.column_definition(column) }}{{ ',' if not loop.last }}
    {%- endfor %}
)
partition by timestamp_trunc({{ node.config.partition_by.field }}, day)
cluster by {{ node.config.cluster_by | join(', ') }}
options(description={{ nightledger.string_literal(node.description) }})
{%- endmacro %}
