-- one row per evaluation of a Dagster check, and per check a finished run planned and never made
with

evaluations as (
    select * from {{ ref('nightledger', 'nightledger__stg_dagster_asset_check_evaluations') }}
),

runs as (
    select * from {{ ref('nightledger', 'nightledger__stg_dagster_runs') }}
),

test_results as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_test_results') }}
),

-- a check is planned once or, when its step is tried again, more often
told_apart as (
    select
        *,
        status = 'planned' as is_planned,
        max(if(status = 'planned', 0, 1)) over (
            partition by run_id, asset_key, check_name
        ) = 1 as is_evaluated,
        row_number() over (
            partition by run_id, asset_key, check_name, status order by occurred_at, event_id
        ) as place,
    from evaluations
),

-- while a run goes on, what it has only planned was not looked at yet
looked_at as (
    select
        told_apart.environment,
        told_apart.asset_key,
        told_apart.check_name,
        coalesce(told_apart.run_id, told_apart.event_id) as invocation_id,
        if(
            told_apart.is_planned,
            coalesce(runs.ended_at, runs.updated_at),
            {{ nightledger.happened_by('told_apart.') }}
        ) as observed_at,
        case
            when told_apart.is_planned
                then if(runs.status = 'success', 'never evaluated', 'not reached')
            when told_apart.status = 'passed' then 'passed'
            when test_results.unique_id is not null then 'told by dbt'
            else 'failed'
        end as finding,
        coalesce(
            if(
                told_apart.declared_severity in ('critical', 'error', 'warn'),
                told_apart.declared_severity, null
            ),
            if(told_apart.severity = 'warn', 'warn', 'error')
        ) as said_severity,
        told_apart.failed_row_count,
        told_apart.description,
        told_apart.partition_key,
        runs.status as run_status,
    from told_apart
    left join runs on told_apart.run_id = runs.run_id
    left join test_results
        on
            told_apart.dbt_invocation_id = test_results.invocation_id
            and told_apart.dbt_unique_id = test_results.unique_id
    where
        not told_apart.is_planned
        or (
            not told_apart.is_evaluated
            and told_apart.place = 1
            and runs.status in ('success', 'failure', 'canceled')
        )
),

final as (
    select
        environment,
        'check' as kind,
        concat(asset_key, ':', check_name) as subject_id,
        check_name as subject_name,
        'asset' as name_type,
        asset_key as name,
        check_name,
        invocation_id,
        observed_at,
        case
            when finding = 'passed' then 'ok'
            when finding in ('failed', 'never evaluated') then 'bad'
            else 'not looked'
        end as outcome,
        said_severity,
        case finding
            when 'failed' then 'data_quality'
            when 'never evaluated' then 'unknown'
        end as error_class,
        case finding
            when 'never evaluated' then 'planned and never evaluated, though the run succeeded'
            when 'not reached'
                then concat(
                    'planned and never evaluated: the run ',
                    if(run_status = 'canceled', 'was canceled', 'failed')
                )
            when 'told by dbt' then 'dbt recorded this test itself'
            when 'failed'
                then concat(
                    coalesce(
                        {{ nightledger.first_line('description') }},
                        concat(cast(failed_row_count as string), ' rows failed'),
                        'failed'
                    ),
                    coalesce(concat(' (partition ', partition_key, ')'), '')
                )
        end as message,
        if(finding = 'failed', failed_row_count, null) as failure_count,
    from looked_at
)

select * from final
