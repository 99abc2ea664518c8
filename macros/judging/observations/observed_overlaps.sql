{#
    Two runs at once of one dbt command with the same arguments into the same dataset: each writes
    what the other reads. Known when the first ends; over at once. Only what builds something counts,
    and two days in `vars` are two partitions.
#}
{% macro observed_overlaps() -%}
with commands as (
    select
        environment,
        invocation_id,
        run_key,
        command,
        project_name,
        {{ nightledger.dbt_command_line() }} as command_line,
        to_json_string(struct(target_project, target_dataset, args)) as writes_to,
        min(if(event = 'started', row_id, null)) as row_id,
        min(if(event = 'started', {{ nightledger.happened_by() }}, null)) as started_at,
        min(if(event = 'started', recorded_at, null)) as started_known_at,
        min(if(event = 'finished', {{ nightledger.happened_by() }}, null)) as finished_at,
        min(if(event = 'finished', recorded_at, null)) as finished_known_at,
    from {{ nightledger.relation('dbt_invocations') }}
    where
        recorded_at > timestamp_sub(facts_since, interval 1 day)
        and recorded_at <= look_clock
        and shifted_days is null
        and command in ('build', 'run', 'seed', 'snapshot')
        and run_key is not null
        and args is not null
    group by environment, invocation_id, run_key, command, project_name, command_line, writes_to
),

overlaps as (
    select
        later.*,
        earlier.invocation_id as earlier_invocation_id,
        earlier.started_at as earlier_started_at,
        earlier.finished_at as earlier_finished_at,
        greatest(earlier.finished_known_at, later.started_known_at) as known_at,
    from commands as earlier
    inner join commands as later
        on
            earlier.environment = later.environment
            and earlier.run_key = later.run_key
            and earlier.writes_to = later.writes_to
            and earlier.invocation_id != later.invocation_id
            and later.started_at < earlier.finished_at
            and (
                earlier.started_at < later.started_at
                or (
                    earlier.started_at = later.started_at
                    and earlier.invocation_id < later.invocation_id
                )
            )
    where greatest(earlier.finished_known_at, later.started_known_at) > facts_since
)

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id("'overlap'", mark='earlier_invocation_id'),
        'environment': 'environment',
        'kind': "'overlap'",
        'subject_id': 'run_key',
        'subject': "concat('two runs at once: ', command_line)",
        'outcome': "'bad'",
        'observed_at': 'started_at',
        'known_at': 'known_at',
        'severity': "'warn'",
        'is_event': 'true',
        'run_id': 'invocation_id',
        'error_class': "'unknown'",
        'message': "concat(
            invocation_id, ' started at ', format_timestamp('%H:%M', started_at), ' UTC while ',
            earlier_invocation_id, ' ran from ', format_timestamp('%H:%M', earlier_started_at),
            ' to ', format_timestamp('%H:%M', earlier_finished_at)
        )",
        'details': 'to_json(struct(
            earlier_invocation_id as earlier_invocation_id, run_key as run_key
        ))',
    }) }}
from overlaps
{%- endmacro %}
