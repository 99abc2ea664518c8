{#
    The statement that creates the ledger's dataset when it is not there, where the profile's jobs run.

    Who may not create datasets may still create tables in one that is there: the statement after
    this one tells.
#}
{% macro create_ledger_schema_sql() -%}
{%- set place = nightledger.ledger_place() -%}
{%- set options = nightledger.dataset_options() -%}
begin
create schema if not exists `{{ place.database }}`.`{{ place.schema }}`{{ options }};
exception when error then
end
{%- endmacro %}
