{#
    One row per pipeline run of the last `history_days`: the Dagster run, dlt loads and dbt commands
    that share an id, or one of them without any.
#}
{% macro vw_pipeline_runs() -%}
{%- set since = nightledger.days_ago(nightledger.setting('history_days')) -%}
with {{ nightledger.dbt_runs() }},

-- a load that failed and was tried again has a row of each
loads as (
    select * from {{ nightledger.relation('dlt_loads') }}
    where recorded_at >= {{ since }}
    qualify
        row_number() over (
            partition by environment, pipeline_name, load_id, table_name
            order by occurred_at desc, status desc
        ) = 1
),

dagster_runs as (
    select * from {{ nightledger.relation('dagster_runs') }}
    where recorded_at >= {{ since }}
    qualify
        row_number() over (
            partition by environment, run_id order by updated_at desc, recorded_at
        ) = 1
        and status != 'managed'
),

links as (
    {{ nightledger.run_links(since) }}
),

-- of what a run made twice, because a step was tried again, the last counts
materializations as (
    select run_id, row_count from {{ nightledger.relation('dagster_asset_materializations') }}
    where recorded_at >= {{ since }} and event = 'materialized' and row_count is not null
    qualify
        row_number() over (
            partition by run_id, asset_key, partition_key order by occurred_at desc, event_id desc
        ) = 1
),

rows_by_run as (
    select run_id, sum(row_count) as rows_materialized
    from materializations
    group by run_id
),

steps as (
    select
        environment,
        run_id,
        dagster_run_id,
        'dbt' as kind,
        concat('dbt ', command) as step_name,
        started_at,
        finished_at,
        status,
        cast(null as int64) as rows_loaded,
        cast(null as int64) as rows_materialized,
    from dbt_runs
    union all
    select
        loads.environment,
        coalesce(
            loads.pipeline_run_id, links.pipeline_run_id, loads.dagster_run_id,
            concat(loads.pipeline_name, '/', loads.load_id)
        ),
        loads.dagster_run_id,
        'dlt',
        concat('dlt ', loads.pipeline_name),
        coalesce(loads.started_at, loads.occurred_at),
        coalesce(loads.finished_at, loads.occurred_at),
        if(loads.status = 'loaded', 'succeeded', 'failed'),
        loads.rows_loaded,
        cast(null as int64),
    from loads
    left join links on loads.dagster_run_id = links.run_id
    union all
    select
        dagster_runs.environment,
        coalesce(links.pipeline_run_id, dagster_runs.run_id),
        dagster_runs.run_id,
        'dagster',
        cast(null as string),
        coalesce(dagster_runs.started_at, dagster_runs.created_at, dagster_runs.updated_at),
        coalesce(dagster_runs.ended_at, dagster_runs.updated_at),
        case dagster_runs.status
            when 'success' then 'succeeded'
            when 'failure' then 'failed'
            when 'canceled' then 'canceled'
            else 'running'
        end,
        cast(null as int64),
        rows_by_run.rows_materialized,
    from dagster_runs
    left join links on dagster_runs.run_id = links.run_id
    left join rows_by_run on dagster_runs.run_id = rows_by_run.run_id
),

pipelines as (
    select
        environment,
        run_id,
        max(dagster_run_id) as dagster_run_id,
        min(started_at) as start_time,
        max(finished_at) as last_finished_at,
        {%- for status in ['failed', 'canceled', 'vanished', 'running', 'incomplete', 'warned'] %}
        sum(if(status = '{{ status }}', 1, 0)) as {{ status }}_count,
        {%- endfor %}
        sum(rows_loaded) as rows_loaded,
        sum(rows_materialized) as rows_materialized,
        string_agg(distinct step_name, ', ' order by step_name) as steps,
    from steps
    group by environment, run_id
)

select
    pipelines.run_id,
    pipelines.start_time,
    case
        {%- for status in ['failed', 'canceled', 'vanished', 'running', 'incomplete', 'warned'] %}
        when pipelines.{{ status }}_count > 0 then '{{ status }}'
        {%- endfor %}
        else 'succeeded'
    end as status,
    pipelines.rows_loaded,
    pipelines.rows_materialized,
    if(
        pipelines.running_count + pipelines.vanished_count > 0, null, pipelines.last_finished_at
    ) as end_time,
    if(pipelines.dagster_run_id is null, null, links.run_name) as name,
    pipelines.steps,
    pipelines.environment,
    links.run_url,
from pipelines
left join links on coalesce(pipelines.dagster_run_id, pipelines.run_id) = links.run_id
{%- endmacro %}
