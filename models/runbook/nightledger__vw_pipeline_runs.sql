-- one row per pipeline run: the Dagster run, dlt loads and dbt commands that share an id, or one
-- of them without any
with

runs as (
    select * from {{ ref('nightledger', 'nightledger__runs') }}
),

-- a load that failed and was tried again has a row of each
loads as (
    select * from {{ ref('nightledger', 'nightledger__stg_dlt_loads') }}
    qualify
        row_number() over (
            partition by environment, pipeline_name, load_id, table_name
            order by occurred_at desc, status desc
        ) = 1
),

dagster_runs as (
    select * from {{ ref('nightledger', 'nightledger__stg_dagster_runs') }}
    where status != 'managed'
),

run_links as (
    select * from {{ ref('nightledger', 'nightledger__run_links') }}
),

materializations as (
    select * from {{ ref('nightledger', 'nightledger__stg_dagster_asset_materializations') }}
    where event = 'materialized' and row_count is not null
),

-- of what a run made twice, because a step was tried again, the last counts
materialized_rows as (
    select
        run_id,
        row_count,
    from materializations
    qualify
        row_number() over (
            partition by run_id, asset_key, partition_key order by occurred_at desc, event_id desc
        ) = 1
),

rows_by_run as (
    select
        run_id,
        sum(row_count) as rows_materialized,
    from materialized_rows
    group by run_id
),

steps as (
    select
        environment,
        coalesce(pipeline_run_id, dagster_run_id, invocation_id) as run_id,
        cast(null as string) as job_name,
        dagster_run_id,
        'dbt' as kind,
        invocation_id as step_id,
        concat('dbt ', command) as step_name,
        started_at,
        finished_at,
        status,
        cast(null as int64) as rows_loaded,
        cast(null as int64) as rows_materialized,
        run_url,
    from runs
    union all
    select
        loads.environment,
        coalesce(
            loads.pipeline_run_id, run_links.run_id, loads.dagster_run_id,
            concat(loads.pipeline_name, '/', loads.load_id)
        ) as run_id,
        cast(null as string) as job_name,
        loads.dagster_run_id,
        'dlt' as kind,
        concat(loads.pipeline_name, '/', loads.load_id) as step_id,
        concat('dlt ', loads.pipeline_name) as step_name,
        coalesce(loads.started_at, loads.occurred_at) as started_at,
        coalesce(loads.finished_at, loads.occurred_at) as finished_at,
        if(loads.status = 'loaded', 'succeeded', 'failed') as status,
        loads.rows_loaded,
        cast(null as int64) as rows_materialized,
        cast(null as string) as run_url,
    from loads
    left join run_links on loads.dagster_run_id = run_links.invocation_id
    union all
    select
        dagster_runs.environment,
        coalesce(run_links.run_id, dagster_runs.run_id) as run_id,
        run_links.run_name as job_name,
        dagster_runs.run_id as dagster_run_id,
        'dagster' as kind,
        dagster_runs.run_id as step_id,
        cast(null as string) as step_name,
        coalesce(
            dagster_runs.started_at, dagster_runs.created_at, dagster_runs.updated_at
        ) as started_at,
        coalesce(dagster_runs.ended_at, dagster_runs.updated_at) as finished_at,
        case dagster_runs.status
            when 'success' then 'succeeded'
            when 'failure' then 'failed'
            when 'canceled' then 'canceled'
            else 'running'
        end as status,
        cast(null as int64) as rows_loaded,
        rows_by_run.rows_materialized,
        dagster_runs.run_url,
    from dagster_runs
    left join run_links on dagster_runs.run_id = run_links.invocation_id
    left join rows_by_run on dagster_runs.run_id = rows_by_run.run_id
),

pipelines as (
    select
        environment,
        run_id,
        max(job_name) as name,
        max(dagster_run_id) as dagster_run_id,
        min(started_at) as start_time,
        max(finished_at) as last_finished_at,
        countif(status = 'failed') as failed_count,
        countif(status = 'vanished') as vanished_count,
        countif(status = 'canceled') as canceled_count,
        countif(status = 'running') as running_count,
        countif(status = 'incomplete') as incomplete_count,
        countif(status = 'warned') as warned_count,
        sum(rows_loaded) as rows_loaded,
        sum(rows_materialized) as rows_materialized,
        count(distinct if(kind = 'dlt', step_id, null)) as load_count,
        count(distinct if(kind = 'dbt', step_id, null)) as command_count,
        string_agg(distinct step_name, ', ' order by step_name) as steps,
        coalesce(
            max(if(kind = 'dagster', run_url, null)), max(run_url)
        ) as run_url,
    from steps
    group by environment, run_id
),

final as (
    select
        run_id,
        start_time,
        case
            when failed_count > 0 then 'failed'
            when canceled_count > 0 then 'canceled'
            when vanished_count > 0 then 'vanished'
            when running_count > 0 then 'running'
            when incomplete_count > 0 then 'incomplete'
            when warned_count > 0 then 'warned'
            else 'succeeded'
        end as status,
        rows_loaded,
        rows_materialized,
        if(running_count + vanished_count > 0, null, last_finished_at) as end_time,
        name,
        steps,
        load_count,
        command_count,
        environment,
        dagster_run_id,
        run_url,
    from pipelines
)

select * from final
