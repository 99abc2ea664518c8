{#
    CTEs that end in `last_refreshes`: the last successful refresh of each asset since a moment, by
    dbt, dlt or Dagster. Replayed facts (`shifted_days`) are left out: they are no refresh of today.
#}
{% macro last_refreshes(since) -%}
refreshes as (
    select
        environment, unique_id as asset_id,
        {{ nightledger.dbt_asset_name('unique_id', 'name') }} as asset_name,
        least(occurred_at, recorded_at) as refreshed_at,
        if(
            coalesce(materialization not in ('view', 'materialized_view', 'ephemeral'), true),
            rows_affected, null
        ) as row_count,
        execution_seconds as duration_seconds, owner,
    from {{ nightledger.relation('dbt_node_results') }}
    where
        recorded_at >= {{ since }}
        and status = 'success'
        and resource_type in ('model', 'seed', 'snapshot')
        and shifted_days is null
    union all
    select
        environment, concat('dlt.', pipeline_name, '.', table_name),
        concat(pipeline_name, '.', table_name), least(occurred_at, recorded_at), rows_loaded,
        cast(null as float64), cast(null as string),
    from {{ nightledger.relation('dlt_loads') }}
    where recorded_at >= {{ since }} and status = 'loaded' and shifted_days is null
    union all
    select
        environment, concat('dagster.', asset_key), asset_key, least(occurred_at, recorded_at),
        row_count, cast(null as float64), owners[safe_offset(0)],
    from {{ nightledger.relation('dagster_asset_materializations') }}
    where
        recorded_at >= {{ since }}
        and event = 'materialized'
        and dbt_unique_id is null
        and coalesce(array_length(dlt_load_ids), 0) = 0
),

last_refreshes as (
    select * from refreshes
    qualify
        row_number() over (partition by environment, asset_id order by refreshed_at desc) = 1
)
{%- endmacro %}
