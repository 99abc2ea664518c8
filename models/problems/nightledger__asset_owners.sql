-- one row per asset, and per pipeline of dlt, whose Dagster asset has an owner
with

assets as (
    select * from {{ ref('nightledger', 'nightledger__dagster_assets') }}
    where name_type = 'asset' and owner is not null
),

-- a pipeline belongs to whoever looks after its tables
final as (
    select
        assets.environment,
        owned_id as asset_id,
        min(assets.owner) as owner,
    from assets
    cross join
        unnest([assets.asset_id, regexp_extract(assets.asset_id, r'^dlt\.[^.]+')]) as owned_id
    where owned_id is not null
    group by assets.environment, owned_id
)

select * from final
