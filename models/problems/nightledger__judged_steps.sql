-- one row per step of a Dagster run that succeeded, or failed after its last retry
-- An attempt that is tried again is a fact, and nothing to hear of.
with

-- our own step of dbt's names the command that failed; dagster-dbt's does not, so the run has to
-- have as many commands with failures on record as steps of dbt that failed
events as (
    select
        *,
        json_value(metadata.dbt_invocation_id) as dbt_invocation_id,
        event = 'failed'
        and (
            'DagsterDbtCliRuntimeError' in (error_type, cause_type)
            or json_value(metadata.dbt_invocation_id) is not null
        ) as is_failed_dbt,
    from {{ ref('nightledger', 'nightledger__stg_dagster_steps') }}
    where event in ('succeeded', 'failed')
),

runs as (
    select * from {{ ref('nightledger', 'nightledger__stg_dagster_runs') }}
),

evaluations as (
    select * from {{ ref('nightledger', 'nightledger__stg_dagster_asset_check_evaluations') }}
),

invocations as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_invocations') }}
),

test_results as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_test_results') }}
),

node_results as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_node_results') }}
),

loads as (
    select * from {{ ref('nightledger', 'nightledger__stg_dlt_loads') }}
),

dbt_results as (
    select
        invocation_id,
        status,
    from test_results
    union all
    select
        invocation_id,
        status,
    from node_results
),

told_by_dbt as (
    select
        run_or_command_id,
        count(distinct invocations.invocation_id) as command_count,
    from dbt_results
    inner join invocations on dbt_results.invocation_id = invocations.invocation_id
    cross join
        unnest([
            invocations.dagster_run_id, invocations.pipeline_run_id, invocations.invocation_id
        ]) as run_or_command_id
    where
        {{ nightledger.outcome('dbt_results.status') }} = 'bad'
        and dbt_results.status != 'warn'
        and run_or_command_id is not null
    group by run_or_command_id
),

failed_dbt_steps as (
    select
        run_id,
        count(distinct step_key) as step_count,
    from events
    where is_failed_dbt
    group by run_id
),

told_by_checks as (
    select distinct run_id
    from evaluations
    where status = 'failed' and is_blocking
),

told_by_loads as (
    select distinct dagster_run_id
    from loads
    where status = 'failed' and dagster_run_id is not null
),

-- a failure that was seen long before its run ended was told by then, so it stays one
looked_at as (
    select
        events.environment,
        events.deployment,
        events.job_name,
        events.step_key,
        coalesce(events.run_id, events.event_id) as invocation_id,
        {{ nightledger.happened_by('events.') }} as observed_at,
        case
            when events.event = 'succeeded' then 'succeeded'
            when
                events.is_failed_dbt
                and told_by_dbt.run_or_command_id is not null
                and (
                    events.dbt_invocation_id is not null
                    or told_by_dbt.command_count >= failed_dbt_steps.step_count
                )
                then 'told by dbt'
            when
                'DagsterAssetCheckFailedError' in (events.error_type, events.cause_type)
                and told_by_checks.run_id is not null
                then 'told by check'
            when
                'PipelineStepFailed' in (events.error_type, events.cause_type)
                and told_by_loads.dagster_run_id is not null
                then 'told by load'
            when events.error_source = 'interrupt' and runs.status in ('canceling', 'canceled')
                then 'canceled'
            when
                runs.status = 'failure'
                and runs.will_retry
                and timestamp_diff(runs.ended_at, events.occurred_at, second) < 120
                then 'run is retried'
            else 'failed'
        end as finding,
        concat(
            coalesce(events.error_type, ''), '\n', coalesce(events.error_message, ''), '\n',
            coalesce(events.cause_type, ''), '\n', coalesce(events.cause_message, '')
        ) as whole_error,
        coalesce(events.cause_message, events.error_message, events.error_type) as cause,
        events.attempt,
        runs.partition_key,
    from events
    left join runs on events.run_id = runs.run_id
    left join told_by_dbt
        on coalesce(events.dbt_invocation_id, events.run_id) = told_by_dbt.run_or_command_id
    left join failed_dbt_steps on events.run_id = failed_dbt_steps.run_id
    left join told_by_checks on events.run_id = told_by_checks.run_id
    left join told_by_loads on events.run_id = told_by_loads.dagster_run_id
),

final as (
    select
        environment,
        'step' as kind,
        {{ nightledger.in_deployment("concat(coalesce(job_name, ''), '/', step_key)") }}
            as subject_id,
        concat(
            'step ', step_key, if(job_name != '__ASSET_JOB', concat(' of ', job_name), '')
        ) as subject_name,
        'step' as name_type,
        step_key as name,
        'step' as check_name,
        invocation_id,
        observed_at,
        case finding
            when 'succeeded' then 'ok'
            when 'failed' then 'bad'
            else 'not looked'
        end as outcome,
        'error' as said_severity,
        if(finding = 'failed', {{ nightledger.error_class('whole_error') }}, null) as error_class,
        case finding
            when 'told by dbt' then 'dbt recorded what failed in it'
            when 'told by check' then 'a check that blocks what is downstream failed'
            when 'told by load' then 'the load that failed in it is on record'
            when 'canceled' then 'its run was canceled'
            when 'run is retried' then 'Dagster retries its run'
            when 'failed'
                then concat(
                    coalesce({{ nightledger.first_line('cause') }}, 'failed'),
                    if(attempt > 1, concat(' (attempt ', cast(attempt as string), ')'), ''),
                    coalesce(concat(' (partition ', partition_key, ')'), '')
                )
        end as message,
        cast(null as int64) as failure_count,
    from looked_at
)

select * from final
