-- one row per name an asset of Dagster goes by: its key, and its step's where that makes only it
-- What dbt says of it comes from its last recorded run.
with

events as (
    select * from {{ ref('nightledger', 'nightledger__stg_dagster_asset_materializations') }}
),

loads as (
    select * from {{ ref('nightledger', 'nightledger__stg_dlt_loads') }}
),

node_results as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_node_results') }}
),

-- what was reported by hand does not say that dbt or dlt makes the asset
latest_events as (
    select
        environment,
        asset_key,
        step_key,
        dbt_unique_id,
        (
            select owner
            from unnest(owners) as owner with offset as place
            order by place
            limit 1
        ) as owner,
        (select min(load_id) from unnest(dlt_load_ids) as load_id) as dlt_load_id,
        coalesce(
            regexp_extract(table_name, r'[^.]+$'), regexp_extract(asset_key, r'[^/]+$')
        ) as table_name,
    from events
    where event in ('materialized', 'observed')
    qualify
        row_number() over (
            partition by environment, asset_key
            order by
                if(dbt_unique_id is not null or array_length(dlt_load_ids) > 0, 0, 1),
                occurred_at desc, event_id desc
        ) = 1
),

pipelines as (
    select
        load_id,
        min(pipeline_name) as pipeline_name,
    from loads
    group by load_id
),

nodes as (
    select * from node_results
    qualify
        row_number() over (
            partition by environment, unique_id order by occurred_at desc, invocation_id desc
        ) = 1
),

known as (
    select
        latest_events.environment,
        latest_events.asset_key,
        latest_events.step_key,
        count(*) over (
            partition by latest_events.environment, latest_events.step_key
        ) as step_asset_count,
        coalesce(
            latest_events.dbt_unique_id,
            concat('dlt.', pipelines.pipeline_name, '.', latest_events.table_name),
            concat('dagster.', latest_events.asset_key)
        ) as asset_id,
        coalesce(nodes.name, latest_events.asset_key) as asset_name,
        nodes.is_critical,
        coalesce(nodes.owner, latest_events.owner) as owner,
        nodes.tags,
        nodes.runbook_url,
        nodes.alerts,
    from latest_events
    left join pipelines on latest_events.dlt_load_id = pipelines.load_id
    left join nodes
        on
            latest_events.environment = nodes.environment
            and latest_events.dbt_unique_id = nodes.unique_id
),

final as (
    select
        environment,
        if(is_step, 'step', 'asset') as name_type,
        if(is_step, step_key, asset_key) as name,
        asset_id,
        asset_name,
        coalesce(is_critical, false) as is_critical,
        owner,
        coalesce(tags, []) as tags,
        runbook_url,
        alerts,
    from known
    cross join unnest([false, true]) as is_step
    where not is_step or (step_key is not null and step_asset_count = 1)
)

select * from final
