{#
    What a look reads, by family: its tables, and the branches that judge them.

    tables: of these rows are counted, to notice what was committed behind a look's back.
    observations, promises: SELECTs by name (see observation_columns, promise_columns).
    statements: the branches of observations that one statement reads, where one for all is too large
    for BigQuery to plan.
    standing_promises: promises that are made anew of the last two days' facts in every look.
#}
{% macro families() %}
    {{ return({
        'dbt': {
            'tables': [
                'dbt_invocations', 'dbt_test_results', 'dbt_node_results', 'dbt_source_freshness',
            ],
            'observations': {
                'observed_runs': nightledger.observed_runs(),
                'observed_tests': nightledger.observed_tests(),
                'observed_nodes': nightledger.observed_nodes(),
                'observed_freshness': nightledger.observed_freshness(),
                'observed_removals': nightledger.observed_removals(),
                'observed_overlaps': nightledger.observed_overlaps(),
                'observed_node_measures': nightledger.observed_node_measures(),
            },
            'statements': [
                [
                    'observed_runs', 'observed_tests', 'observed_nodes', 'observed_freshness',
                    'observed_overlaps', 'observed_node_measures',
                ],
                ['observed_removals'],
            ],
            'promises': nightledger.family_promises('dbt'),
        },
        'dagster': {
            'tables': [
                'dagster_asset_check_evaluations',
                'dagster_asset_materializations',
                'dagster_runs',
                'dagster_steps',
                'dagster_ticks',
                'dagster_heartbeats',
            ],
            'observations': {
                'observed_checks': nightledger.observed_checks(),
                'observed_steps': nightledger.observed_steps(),
                'observed_asset_freshness': nightledger.observed_asset_freshness(),
                'observed_dagster_runs': nightledger.observed_dagster_runs(),
                'observed_partition_overlaps': nightledger.observed_partition_overlaps(),
                'observed_ticks': nightledger.observed_ticks(),
                'observed_asset_measures': nightledger.observed_asset_measures(),
                'observed_heartbeats': nightledger.observed_heartbeats(),
            },
            'statements': [
                ['observed_checks', 'observed_steps', 'observed_asset_freshness'],
                ['observed_partition_overlaps', 'observed_ticks', 'observed_heartbeats'],
                ['observed_dagster_runs', 'observed_asset_measures'],
            ],
            'promises': nightledger.family_promises('dagster'),
            'standing_promises': {'promised_heartbeats': nightledger.promised_heartbeats()},
        },
        'dlt': {
            'tables': ['dlt_loads'],
            'observations': {
                'observed_loads': nightledger.observed_loads(),
                'observed_schema_drift': nightledger.observed_schema_drift(),
                'observed_load_measures': nightledger.observed_load_measures(),
            },
            'promises': nightledger.family_promises('dlt'),
        },
        'notices': {
            'tables': ['alert_notices'],
            'observations': {'observed_notices': nightledger.observed_notices()},
            'promises': {},
        },
        'deliveries': {
            'tables': ['alert_deliveries'],
            'observations': {
                'observed_receivers': nightledger.observed_receivers(),
            },
            'promises': {},
        },
    }) }}
{% endmacro %}
