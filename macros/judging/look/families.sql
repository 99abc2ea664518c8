{#
    What a look reads, by family: its tables, and the branches that judge them.

    tables: of these rows are counted, to notice what was committed behind a look's back.
    observations, promises: SELECTs by name (see observation_columns, promise_columns).
    standing_promises: promises that are made anew of the last two days' facts in every look.
#}
{% macro families() %}
    {{ return({
        'dbt': {
            'tables': ['dbt_invocations', 'dbt_node_results'],
            'observations': {},
            'promises': nightledger.family_promises('dbt'),
        },
        'dagster': {
            'tables': ['dagster_runs', 'dagster_ticks', 'dagster_heartbeats'],
            'observations': {},
            'promises': nightledger.family_promises('dagster'),
            'standing_promises': {'promised_heartbeats': nightledger.promised_heartbeats()},
        },
        'dlt': {
            'tables': ['dlt_loads'],
            'observations': {},
            'promises': nightledger.family_promises('dlt'),
        },
        'notices': {
            'tables': ['alert_notices'],
            'observations': {'observed_notices': nightledger.observed_notices()},
            'promises': {},
        },
    }) }}
{% endmacro %}
