-- one row per refresh of an asset whose rows are known, its newest 12, the newest first
with refreshes as (
    select
        environment,
        unique_id as asset_id,
        least(occurred_at, recorded_at) as refreshed_at,
        rows_affected as row_count,
    from `{dataset}.dbt_node_results`
    where
        recorded_at >= @since
        and status = 'success'
        and materialization in ('table', 'seed', 'snapshot')
        and shifted_days is null
    union all
    select
        environment,
        concat('dlt.', pipeline_name, '.', table_name),
        least(occurred_at, recorded_at),
        rows_loaded,
    from `{dataset}.dlt_loads`
    where recorded_at >= @since and status = 'loaded' and shifted_days is null
    union all
    select
        environment,
        concat('dagster.', asset_key),
        least(occurred_at, recorded_at),
        row_count,
    from `{dataset}.dagster_asset_materializations`
    where recorded_at >= @since and event = 'materialized' and dbt_unique_id is null
)

select
    environment,
    asset_id,
    row_count,
from refreshes
where row_count is not null and @environment in ('', environment)
qualify
    row_number() over (partition by environment, asset_id order by refreshed_at desc) <= 12
order by environment, asset_id, refreshed_at desc
limit 40000
