{#
    Steps of Dagster runs: succeeded, or failed after the last retry.

    A failure is judged when its run's end is on record, two minutes later at the most. It is no
    problem of its own when dbt, a blocking check or a load on record tells what failed in it, when
    Dagster retries the run, and when the run was canceled.
#}
{% macro observed_steps() -%}
with asset_facts as (
    {{ nightledger.dagster_asset_facts() }}
),

load_facts as (
    {{ nightledger.earlier_facts('dlt_loads') }}
),

{{ nightledger.described_assets('judged_steps') }}

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


{# CTE: what each step of a run is to make, by the plan of the run, of the CTE `asset_facts`. #}
{% macro step_assets() -%}
step_assets as (
    select
        run_id,
        step_key,
        count(distinct asset_key) as asset_count,
        min(asset_key) as asset_key,
        count(distinct partition_key) as partition_count,
        min(partition_key) as partition_key,
    from asset_facts
    where event = 'planned' and run_id is not null
    group by run_id, step_key
)
{%- endmacro %}

{# Ends of steps that this look judges and nothing else tells, with their assets. A temp table of the look. #}
{% macro judged_steps() -%}
with runs as (
    {{ nightledger.earlier_facts('dagster_runs') }}
),

evaluations as (
    {{ nightledger.earlier_facts('dagster_asset_check_evaluations') }}
),

asset_facts as (
    {{ nightledger.dagster_asset_facts() }}
),

load_facts as (
    {{ nightledger.earlier_facts('dlt_loads') }}
),

{{ nightledger.step_assets() }},

settled as (
    select * from timed_steps
    where {{ nightledger.is_new() }}
),

failed as (
    select * from settled
    where event = 'failed'
),

{{ nightledger.told_by_dbt() }},

told_by_others as (
    select failed.row_id
    from failed
    inner join evaluations
        on
            failed.run_id = evaluations.run_id
            and {{ nightledger.on_record('evaluations.recorded_at', 'failed.known_at') }}
    where
        evaluations.status = 'failed'
        and evaluations.is_blocking
        and 'DagsterAssetCheckFailedError' in (failed.error_type, failed.cause_type)
    union distinct
    select failed.row_id
    from failed
    inner join load_facts
        on
            failed.run_id = load_facts.dagster_run_id
            and {{ nightledger.on_record('load_facts.recorded_at', 'failed.known_at') }}
    where
        load_facts.status = 'failed'
        and 'PipelineStepFailed' in (failed.error_type, failed.cause_type)
    union distinct
    select failed.row_id
    from failed
    inner join runs
        on
            failed.run_id = runs.run_id
            and {{ nightledger.on_record('runs.recorded_at', 'failed.known_at') }}
    where failed.error_source = 'interrupt' and runs.status in ('canceling', 'canceled')
)

-- a step belongs to the partition of what it makes, else to that of its run
select
    settled.* except (partition_key),
    if(
        coalesce(step_assets.partition_count, 2) > 1,
        settled.partition_key, step_assets.partition_key
    ) as partition_key,
    if(step_assets.asset_count = 1, step_assets.asset_key, null) as asset_key,
    concat(
        coalesce(settled.error_type, ''), '\n', coalesce(settled.error_message, ''), '\n',
        coalesce(settled.cause_type, ''), '\n', coalesce(settled.cause_message, '')
    ) as whole_error,
    coalesce(settled.cause_message, settled.error_message, settled.error_type) as cause,
from settled
left join step_assets
    on settled.run_id = step_assets.run_id and settled.step_key = step_assets.step_key
left join told_by_dbt on settled.row_id = told_by_dbt.row_id
left join told_by_others on settled.row_id = told_by_others.row_id
where
    told_by_dbt.row_id is null
    and told_by_others.row_id is null
    and not (
        settled.event = 'failed'
        and coalesce(
            settled.run_status = 'failure'
            and settled.will_retry
            and settled.run_end_recorded_at <= settled.known_at,
            false
        )
    )
{%- endmacro %}


{# Ends of steps, with what is known of their runs' ends and when that settles them. A temp table of the look. #}
{% macro timed_steps() -%}
with steps as (
    {{ nightledger.earlier_facts('dagster_steps') }}
),

runs as (
    {{ nightledger.earlier_facts('dagster_runs') }}
),

run_ends as (
    {{ nightledger.run_ends('runs') }}
)

select
    steps.*,
    run_ends.status as run_status,
    run_ends.recorded_at as run_end_recorded_at,
    run_ends.will_retry,
    run_ends.run_url,
    json_value(steps.metadata.dbt_invocation_id) as dbt_invocation_id,
    'DagsterDbtCliRuntimeError' in (steps.error_type, steps.cause_type)
    or json_value(steps.metadata.dbt_invocation_id) is not null as is_of_dbt,
    if(
        steps.event = 'succeeded',
        steps.recorded_at,
        {{ nightledger.settled_at('steps.recorded_at', 'run_ends.recorded_at', 120) }}
    ) as known_at,
from steps
left join run_ends on steps.run_id = run_ends.run_id
where steps.event in ('succeeded', 'failed')
{%- endmacro %}
