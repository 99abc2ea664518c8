-- one row per refresh of an asset: rows and seconds
-- Replayed facts (`shifted_days`) are left out: what happened once is no history.
with

node_results as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_node_results') }}
),

invocations as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_invocations') }}
),

loads as (
    select * from {{ ref('nightledger', 'nightledger__stg_dlt_loads') }}
),

materializations as (
    select * from {{ ref('nightledger', 'nightledger__stg_dagster_asset_materializations') }}
),

steps as (
    select * from {{ ref('nightledger', 'nightledger__stg_dagster_steps') }}
),

owners as (
    select * from {{ ref('nightledger', 'nightledger__asset_owners') }}
),

full_refreshes as (
    select distinct invocation_id
    from invocations
    where full_refresh
),

-- a full refresh writes all rows of an incremental model, any other run only the new ones
nodes as (
    select
        node_results.environment,
        node_results.unique_id as asset_id,
        node_results.name as asset_name,
        node_results.invocation_id,
        {{ nightledger.happened_by() }} as measured_at,
        if(
            coalesce(
                node_results.materialization in (
                    'view', 'materialized_view', 'ephemeral', 'ledger', 'ledger_view'
                ),
                false
            )
            or (
                coalesce(node_results.materialization in ('incremental', 'microbatch'), false)
                and full_refreshes.invocation_id is not null
            ),
            null, node_results.rows_affected
        ) as row_count,
        node_results.execution_seconds as duration_seconds,
        node_results.is_critical,
        node_results.owner,
        node_results.tags,
        node_results.runbook_url,
        node_results.alerts,
    from node_results
    left join full_refreshes on node_results.invocation_id = full_refreshes.invocation_id
    where
        node_results.status = 'success'
        and node_results.shifted_days is null
        and node_results.resource_type in ('model', 'seed', 'snapshot')
),

-- the tables of a load share its time, which belongs to the pipeline
load_tables as (
    select
        environment,
        concat('dlt.', pipeline_name, '.', table_name) as asset_id,
        concat(pipeline_name, '.', table_name) as asset_name,
        load_id as invocation_id,
        {{ nightledger.happened_by() }} as measured_at,
        rows_loaded as row_count,
        cast(null as float64) as duration_seconds,
    from loads
    where status = 'loaded'
),

load_packages as (
    select
        environment,
        concat('dlt.', pipeline_name) as asset_id,
        pipeline_name as asset_name,
        load_id as invocation_id,
        min({{ nightledger.happened_by() }}) as measured_at,
        cast(null as int64) as row_count,
        {{ nightledger.seconds_between('min(started_at)', 'max(finished_at)') }}
            as duration_seconds,
    from loads
    where status = 'loaded'
    group by environment, pipeline_name, load_id
),

step_durations as (
    select
        run_id,
        step_key,
        max(duration_seconds) as duration_seconds,
    from steps
    where event = 'succeeded'
    group by run_id, step_key
),

-- what dbt and dlt made, they have recorded themselves
made_by_dagster as (
    select
        *,
        count(distinct asset_key) over (partition by run_id, step_key) as step_asset_count,
    from materializations
    where
        event = 'materialized'
        and dbt_unique_id is null
        and dbt_invocation_id is null
        and coalesce(array_length(dlt_load_ids), 0) = 0
),

-- the time of a step that makes several assets is none of theirs
dagster_assets as (
    select
        made_by_dagster.environment,
        concat('dagster.', made_by_dagster.asset_key) as asset_id,
        made_by_dagster.asset_key as asset_name,
        coalesce(made_by_dagster.run_id, made_by_dagster.event_id) as invocation_id,
        {{ nightledger.happened_by() }} as measured_at,
        made_by_dagster.row_count,
        if(made_by_dagster.step_asset_count = 1, step_durations.duration_seconds, null)
            as duration_seconds,
    from made_by_dagster
    left join step_durations
        on
            made_by_dagster.run_id = step_durations.run_id
            and made_by_dagster.step_key = step_durations.step_key
),

outside_dbt as (
    select * from load_tables
    union all
    select * from load_packages
    union all
    select * from dagster_assets
),

final as (
    select * from nodes
    union all
    select
        outside_dbt.environment,
        outside_dbt.asset_id,
        outside_dbt.asset_name,
        outside_dbt.invocation_id,
        outside_dbt.measured_at,
        outside_dbt.row_count,
        outside_dbt.duration_seconds,
        false as is_critical,
        owners.owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        cast(null as json) as alerts,
    from outside_dbt
    left join owners
        on
            outside_dbt.environment = owners.environment
            and outside_dbt.asset_id = owners.asset_id
)

select * from final
