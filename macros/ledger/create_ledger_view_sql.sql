{# DDL of a view with the descriptions of its yml. #}
{% macro create_ledger_view_sql(relation, node, sql) -%}
create or replace view {{ relation }} (
    {%- for column in node.columns.values() %}
    {{ column.name }} options(description={{ nightledger.string_literal(column.description) }}){{ ',' if not loop.last }}
    {%- endfor %}
)
options(description={{ nightledger.string_literal(node.description) }})
as
{{ sql }}
{%- endmacro %}
