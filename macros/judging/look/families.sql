{#
    What a look reads, by family: its tables, and the branches that judge them.

    tables: of these rows are counted, to notice what was committed behind a look's back.
    observations, promises: SELECTs by name (see observation_columns, promise_columns).
#}
{% macro families() %}
    {{ return({
        'dbt': {
            'tables': [
                'dbt_invocations', 'dbt_test_results', 'dbt_node_results', 'dbt_source_freshness',
            ],
            'observations': {
                'observed_tests': nightledger.observed_tests(),
                'observed_nodes': nightledger.observed_nodes(),
                'observed_freshness': nightledger.observed_freshness(),
                'observed_removals': nightledger.observed_removals(),
                'observed_overlaps': nightledger.observed_overlaps(),
            },
            'promises': {},
        },
        'notices': {
            'tables': ['alert_notices'],
            'observations': {'observed_notices': nightledger.observed_notices()},
            'promises': {},
        },
    }) }}
{% endmacro %}
