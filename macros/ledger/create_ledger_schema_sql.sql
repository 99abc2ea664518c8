{#
    The statement that creates the ledger's dataset when it is not there, where the profile's jobs run.

    Who may not create datasets may still create tables in one that is there: the statement after
    this one tells.
#}
{% macro create_ledger_schema_sql() -%}
{%- set node = nightledger.ledger_table('dbt_invocations') -%}
begin
create schema if not exists `{{ node.database }}`.`{{ node.schema }}`;
exception when error then
end
{%- endmacro %}
