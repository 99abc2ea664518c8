{# DDL of a view of the ledger, with the descriptions of its contract node where it has one. #}
{% macro create_ledger_view_sql(name, sql) -%}
{%- set node = nightledger.contract_node(name) -%}
create or replace view {{ nightledger.relation(name) }}
{%- if node %} (
    {%- for column in nightledger.contract_columns(node) %}
    {{ column.name }} options(description={{ nightledger.string_literal(column.description) }}){{ ',' if not loop.last }}
    {%- endfor %}
)
options({{ nightledger.relation_options(node) }})
{%- endif %}
as
{{ sql }}
{%- endmacro %}
