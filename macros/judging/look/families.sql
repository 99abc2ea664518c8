{#
    What a look reads, by family: its tables, and the branches that judge them.

    tables: of these rows are counted, to notice what was committed behind a look's back.
    observations, promises: SELECTs by name (see observation_columns, promise_columns).
#}
{% macro families() %}
    {{ return({
        'notices': {
            'tables': ['alert_notices'],
            'observations': {'observed_notices': nightledger.observed_notices()},
            'promises': {},
        },
    }) }}
{% endmacro %}
