{# A table DuckDB can make: what is tested is when it is made. #}
{% macro create_ledger_table_sql(node) %}
    {{ return('create table ' ~ nightledger.ledger_relation(node) ~ ' (occurred_at timestamp)') }}
{% endmacro %}
