{# The views `setup` makes: the SELECT of each, by name. #}
{% macro definitions() %}
    {{ return({
        'vw_open_problems': nightledger.vw_open_problems(),
        'vw_recent_failures': nightledger.vw_recent_failures(),
        'vw_problem_history': nightledger.vw_problem_history(),
        'vw_changes': nightledger.vw_changes(),
        'vw_blast_radius': nightledger.vw_blast_radius(),
        'vw_check_trend': nightledger.vw_check_trend(),
        'vw_run_summary': nightledger.vw_run_summary(),
        'vw_quality_report': nightledger.vw_quality_report(),
        'vw_vanished_runs': nightledger.vw_vanished_runs(),
        'vw_pipeline_runs': nightledger.vw_pipeline_runs(),
        'vw_missing_runs': nightledger.vw_missing_runs(),
        'vw_backfills': nightledger.vw_backfills(),
        'vw_silences': nightledger.vw_silences(),
        'vw_router_health': nightledger.vw_router_health(),
        'vw_ledger_integrity': nightledger.vw_ledger_integrity(),
        'vw_asset_health': nightledger.vw_asset_health(),
        'vw_alert_ledger': nightledger.vw_alert_ledger(),
        'vw_costs': nightledger.vw_costs(),
        'vw_slis': nightledger.vw_slis(),
        'vw_slos': nightledger.vw_slos(),
    }) }}
{% endmacro %}


{# The procedures `setup` makes: the DDL of each, by name. #}
{% macro procedures() %}
    {{ return({
        'look_at': nightledger.create_procedure_sql('look_at', 'wanted string', nightledger.look_at()),
        'router_state': nightledger.create_procedure_sql('router_state', '', nightledger.router_state()),
        'look': nightledger.create_procedure_sql('look', '', nightledger.look_at_everything()),
    }) }}
{% endmacro %}


{# DDL of a procedure. A body is a block: `begin ... end`. #}
{% macro create_procedure_sql(name, arguments, body) -%}
create or replace procedure {{ nightledger.relation(name) }}({{ arguments }})
{{ body }}
{%- endmacro %}
