{# A view DuckDB can make. #}
{% macro create_ledger_view_sql(relation, node, sql) %}
    {{ return('create or replace view ' ~ relation ~ ' as select ' ~ node.columns | length ~ ' as columns') }}
{% endmacro %}
