{# DDL of a procedure of the ledger. body: a block from `begin` to `end`. #}
{% macro create_procedure_sql(name, body, arguments='') -%}
create or replace procedure {{ nightledger.relation(name) }}({{ arguments }})
{{ body | trim }}
{%- endmacro %}
