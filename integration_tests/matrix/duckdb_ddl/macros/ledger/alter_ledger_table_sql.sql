{# A change DuckDB can make. #}
{% macro alter_ledger_table_sql(node, missing) %}
    {{ return([
        'alter table ' ~ nightledger.ledger_relation(node) ~ ' add column if not exists row_id varchar'
    ]) }}
{% endmacro %}
