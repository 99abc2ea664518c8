{#
    Ends of dbt commands, all good: what failed in one is observed by itself. That one never ended is
    a broken promise, see promised_runs.
#}
{% macro observed_runs() -%}
with invocations as (
    {{ nightledger.new_facts('dbt_invocations') }}
)

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id("'run'"),
        'environment': 'environment',
        'kind': "'run'",
        'subject_id': nightledger.dbt_run_key(),
        'subject': "coalesce(invocation_command, concat('dbt ', command))",
        'outcome': "'good'",
        'observed_at': nightledger.happened_by(),
        'known_at': 'recorded_at',
        'check_name': "'came to its end'",
        'run_id': 'invocation_id',
    }) }}
from invocations
where event = 'finished'
{%- endmacro %}
