-- one row per dlt load of a pipeline or table that failed, and the loads beside it
with

loads as (
    select
        *,
        coalesce(array_length(failed_jobs), 0) > 0 as has_failed_jobs,
    from {{ ref('nightledger', 'nightledger__stg_dlt_loads') }}
),

owners as (
    select * from {{ ref('nightledger', 'nightledger__asset_owners') }}
),

tables as (
    select
        *,
        max(if(has_failed_jobs, table_name, null)) over (
            partition by environment, pipeline_name, load_id, status
        ) as failed_table_name,
    from loads
),

-- a load is one failure: of the tables whose jobs failed, or else of the pipeline
looked_at as (
    select
        environment,
        concat('dlt.', pipeline_name, '.', table_name) as subject_id,
        concat(pipeline_name, '.', table_name) as asset_name,
        load_id as invocation_id,
        {{ nightledger.happened_by() }} as observed_at,
        case
            when has_failed_jobs then 'bad'
            when status = 'failed' then 'not looked'
            else 'ok'
        end as outcome,
        nullif(array_to_string(failed_jobs, '\n'), '') as full_message,
        if(
            has_failed_jobs or status != 'failed',
            null,
            concat('its load failed because of ', coalesce(failed_table_name, 'the whole pipeline'))
        ) as reason,
        array_length(failed_jobs) as failed_job_count,
    from tables
    union all
    select
        environment,
        concat('dlt.', pipeline_name) as subject_id,
        pipeline_name as asset_name,
        load_id as invocation_id,
        min({{ nightledger.happened_by() }}) as observed_at,
        case
            when status != 'failed' then 'ok'
            when max(failed_table_name) is null then 'bad'
            else 'not looked'
        end as outcome,
        if(
            status = 'failed' and max(failed_table_name) is null,
            'the load failed before any of its jobs did', null
        ) as full_message,
        if(
            status = 'failed',
            concat('its load failed because of ', max(failed_table_name)), null
        ) as reason,
        0 as failed_job_count,
    from tables
    group by environment, pipeline_name, load_id, status
),

with_neighbours as (
    select
        *,
        lag(outcome) over in_line as previous_outcome,
        lead(outcome) over in_line as next_outcome,
    from looked_at
    window in_line as (partition by environment, subject_id order by observed_at, invocation_id)
),

worth_telling as (
    select * from with_neighbours
    where
        outcome != 'ok'
        or coalesce(previous_outcome, 'ok') != 'ok'
        or coalesce(next_outcome, 'ok') != 'ok'
),

final as (
    select
        worth_telling.environment,
        'load' as kind,
        worth_telling.subject_id,
        concat('load of ', worth_telling.asset_name) as subject_name,
        worth_telling.subject_id as asset_id,
        worth_telling.asset_name,
        'loaded' as check_name,
        cast(null as string) as column_name,
        worth_telling.invocation_id,
        worth_telling.observed_at,
        worth_telling.outcome,
        if(worth_telling.outcome = 'bad', 'error', null) as severity,
        false as is_critical,
        false as is_event,
        owners.owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        if(
            worth_telling.outcome = 'bad',
            {{ nightledger.error_class('worth_telling.full_message') }}, null
        ) as error_class,
        coalesce(
            {{ nightledger.first_line('worth_telling.full_message') }}, worth_telling.reason
        ) as message,
        if(worth_telling.outcome = 'bad', worth_telling.failed_job_count, null) as failure_count,
        cast(null as json) as alerts,
    from worth_telling
    left join owners
        on
            worth_telling.environment = owners.environment
            and worth_telling.subject_id = owners.asset_id
)

select * from final
