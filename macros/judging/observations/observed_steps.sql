{#
    Steps of Dagster runs: succeeded, or failed after the last retry.

    A failure is judged when its run's end is on record, two minutes later at the most. It is no
    problem of its own when dbt, a blocking check or a load on record tells what failed in it, when
    Dagster retries the run, and when the run was canceled.
#}
{% macro observed_steps() -%}
with steps as (
    {{ nightledger.earlier_facts('dagster_steps') }}
),

asset_facts as (
    {{ nightledger.dagster_asset_facts() }}
),

loads as (
    {{ nightledger.recorded_loads() }}
),

{{ nightledger.run_troubles() }},

{{ nightledger.failed_commands() }},

{{ nightledger.step_assets() }},

timed as (
    select
        steps.*,
        run_states.status as run_status,
        run_states.will_retry,
        run_states.run_url,
        run_states.ended_known_at,
        run_states.canceled_known_at,
        if(
            steps.event = 'succeeded',
            steps.recorded_at,
            {{ nightledger.settled_at('steps.recorded_at', 'run_states.ended_known_at', 120) }}
        ) as known_at,
        json_value(steps.metadata.dbt_invocation_id) as dbt_invocation_id,
        sum(if(steps.event = 'failed' and {{ nightledger.is_of_dbt('steps.') }}, 1, 0)) over (
            partition by steps.run_id order by unix_micros(steps.recorded_at)
            range between unbounded preceding and current row
        ) as failed_dbt_count,
    from steps
    left join run_states on steps.run_id = run_states.run_id
    where steps.event in ('succeeded', 'failed')
),

-- our own step of dbt's names the command; dagster-dbt's does not: then the run has to have as many
-- commands with failures on record as steps of dbt that failed so far
asked as (
    select
        *,
        if({{ nightledger.is_of_dbt() }}, coalesce(dbt_invocation_id, run_id), null) as command_key,
        if(dbt_invocation_id is null, failed_dbt_count, 1) as command_count,
    from timed
    where {{ nightledger.is_new() }}
),

judged as (
    select
        asked.* except (partition_key),
        -- a step belongs to the partition of what it makes, else to that of its run
        if(
            coalesce(step_assets.partition_count, 2) > 1,
            asked.partition_key, step_assets.partition_key
        ) as partition_key,
        if(step_assets.asset_count = 1, step_assets.asset_key, null) as asset_key,
        concat(
            coalesce(asked.error_type, ''), '\n', coalesce(asked.error_message, ''), '\n',
            coalesce(asked.cause_type, ''), '\n', coalesce(asked.cause_message, '')
        ) as whole_error,
        coalesce(asked.cause_message, asked.error_message, asked.error_type) as cause,
    from asked
    left join step_assets
        on asked.run_id = step_assets.run_id and asked.step_key = step_assets.step_key
    left join failed_commands
        on
            asked.command_key = failed_commands.run_or_command_id
            and asked.command_count = failed_commands.number_of_command
            and {{ nightledger.on_record('failed_commands.recorded_at', 'asked.known_at', hours=12) }}
    left join run_troubles
        on
            asked.run_id = run_troubles.run_id
            and run_troubles.error_type in (asked.error_type, asked.cause_type)
            and {{ nightledger.on_record('run_troubles.recorded_at', 'asked.known_at') }}
    where
        asked.event = 'succeeded'
        or (
            failed_commands.number_of_command is null
            and run_troubles.run_id is null
            and not coalesce(
                asked.error_source = 'interrupt' and asked.canceled_known_at <= asked.known_at,
                false
            )
            and not coalesce(
                asked.run_status = 'failure'
                and asked.will_retry
                and asked.ended_known_at <= asked.known_at,
                false
            )
        )
),

{{ nightledger.described_assets('judged') }}

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id("'step'"),
        'environment': 'environment',
        'kind': "'step'",
        'subject_id': nightledger.in_deployment(
            "concat(coalesce(job_name, ''), '/', step_key, " ~ nightledger.in_partition() ~ ")"
        ),
        'subject': "concat('step ', step_key, if(job_name = '__ASSET_JOB', '', coalesce("
        ~ "concat(' of job ', job_name), '')), " ~ nightledger.in_partition(before=' ') ~ ")",
        'outcome': "if(event = 'succeeded', 'good', 'bad')",
        'observed_at': 'least(occurred_at, recorded_at)',
        'known_at': 'known_at',
        'severity': "if(event = 'succeeded', null, " ~ nightledger.ruled_severity("'error'") ~ ")",
        'asset_id': 'asset_id',
        'asset_name': 'asset_name',
        'check_name': "'step'",
        'run_id': 'coalesce(run_id, event_id)',
        'is_critical': 'is_critical',
        'owner': 'owner',
        'tags': 'tags',
        'runbook_url': 'runbook_url',
        'error_class': "if(event = 'succeeded', null, " ~ nightledger.error_class('whole_error') ~ ")",
        'message': "if(event = 'succeeded', null, concat(coalesce("
        ~ nightledger.first_line('cause') ~ ", 'failed'), "
        ~ "if(attempt > 1, concat(' (attempt ', cast(attempt as string), ')'), '')))",
        'alerts': 'alerts',
        'depends_on': 'depends_on',
        'details': nightledger.details([
            'job_name', 'step_key', 'partition_key', 'attempt', 'duration_seconds',
            'run_url', 'error_type',
        ], {'stack': nightledger.first_line('stack')}),
    }) }}
from described
{%- endmacro %}
