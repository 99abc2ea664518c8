{# The views `setup` makes: the SELECT of each, by name. #}
{% macro definitions() %}
    {{ return({
        'vw_open_problems': nightledger.vw_open_problems(),
    }) }}
{% endmacro %}


{# The procedures `setup` makes: the DDL of each, by name. #}
{% macro procedures() %}
    {{ return({
        'look_at': nightledger.create_procedure_sql('look_at', 'wanted string', nightledger.look_at()),
        'look': nightledger.create_procedure_sql('look', '', nightledger.look_at_everything()),
    }) }}
{% endmacro %}


{# DDL of a procedure. A body is a block: `begin ... end`. #}
{% macro create_procedure_sql(name, arguments, body) -%}
create or replace procedure {{ nightledger.relation(name) }}({{ arguments }})
{{ body }}
{%- endmacro %}
