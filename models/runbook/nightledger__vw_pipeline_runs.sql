-- one row per pipeline run: the dlt loads and dbt commands that share an id, or one without any
with

runs as (
    select * from {{ ref('nightledger', 'nightledger__runs') }}
),

loads as (
    select * from {{ ref('nightledger', 'nightledger__stg_dlt_loads') }}
),

steps as (
    select
        environment,
        coalesce(pipeline_run_id, invocation_id) as run_id,
        dagster_run_id,
        'dbt' as kind,
        invocation_id as step_id,
        concat('dbt ', command) as step_name,
        started_at,
        finished_at,
        status,
        cast(null as int64) as rows_loaded,
        run_url,
    from runs
    union all
    select
        environment,
        coalesce(pipeline_run_id, concat(pipeline_name, '/', load_id)) as run_id,
        dagster_run_id,
        'dlt' as kind,
        concat(pipeline_name, '/', load_id) as step_id,
        concat('dlt ', pipeline_name) as step_name,
        coalesce(started_at, occurred_at) as started_at,
        coalesce(finished_at, occurred_at) as finished_at,
        if(status = 'loaded', 'succeeded', 'failed') as status,
        rows_loaded,
        cast(null as string) as run_url,
    from loads
),

pipelines as (
    select
        environment,
        run_id,
        max(dagster_run_id) as dagster_run_id,
        min(started_at) as start_time,
        max(finished_at) as last_finished_at,
        countif(status = 'failed') as failed_count,
        countif(status = 'vanished') as vanished_count,
        countif(status = 'running') as running_count,
        countif(status = 'incomplete') as incomplete_count,
        countif(status = 'warned') as warned_count,
        sum(rows_loaded) as rows_loaded,
        count(distinct if(kind = 'dlt', step_id, null)) as load_count,
        count(distinct if(kind = 'dbt', step_id, null)) as command_count,
        string_agg(distinct step_name, ', ' order by step_name) as steps,
        max(run_url) as run_url,
    from steps
    group by environment, run_id
),

final as (
    select
        run_id,
        start_time,
        case
            when failed_count > 0 then 'failed'
            when vanished_count > 0 then 'vanished'
            when running_count > 0 then 'running'
            when incomplete_count > 0 then 'incomplete'
            when warned_count > 0 then 'warned'
            else 'succeeded'
        end as status,
        rows_loaded,
        if(running_count + vanished_count > 0, null, last_finished_at) as end_time,
        steps,
        load_count,
        command_count,
        environment,
        dagster_run_id,
        run_url,
    from pipelines
)

select * from final
