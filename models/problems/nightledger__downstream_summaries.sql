-- one row per asset that was bad: how many nodes read it, who looks after them, what is built on it
-- `reached` is read often: it is recursive, so that BigQuery keeps it, and never adds a row.
{%- set names_shown = 10 %}
with recursive

downstream as (
    select * from {{ ref('nightledger', 'nightledger__downstream') }}
),

reached as (
    select * from downstream
    union all
    select * from reached
    where false
),

names as (
    select
        environment,
        asset_id,
        count(*) as downstream_count,
        array_agg(coalesce(node_name, node_id) order by depth, node_name limit {{ names_shown }})
            as downstream,
    from reached
    where depth > 0
    group by environment, asset_id
),

owners as (
    select
        environment,
        asset_id,
        array_agg(distinct node_owner order by node_owner limit {{ names_shown }})
            as downstream_owners,
    from reached
    where depth > 0 and node_owner is not null
    group by environment, asset_id
),

exposures as (
    select
        reached.environment,
        reached.asset_id,
        array_agg(distinct exposure order by exposure limit {{ names_shown }}) as exposures,
        count(distinct exposure) as exposure_count,
    from reached
    cross join unnest(reached.exposures) as exposure
    group by reached.environment, reached.asset_id
),

assets as (
    select distinct
        environment,
        asset_id,
    from reached
),

final as (
    select
        assets.environment,
        assets.asset_id,
        coalesce(names.downstream_count, 0) as downstream_count,
        coalesce(names.downstream, []) as downstream,
        coalesce(owners.downstream_owners, []) as downstream_owners,
        coalesce(exposures.exposure_count, 0) as exposure_count,
        coalesce(exposures.exposures, []) as exposures,
    from assets
    left join names
        on
            assets.environment = names.environment
            and assets.asset_id = names.asset_id
    left join owners
        on
            assets.environment = owners.environment
            and assets.asset_id = owners.asset_id
    left join exposures
        on
            assets.environment = exposures.environment
            and assets.asset_id = exposures.asset_id
)

select * from final
