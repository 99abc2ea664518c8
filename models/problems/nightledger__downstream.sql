-- one row per asset that was bad and per node that reads it, directly or through others
-- Knows what the ledger saw run within `history_days`; goes `downstream_depth` steps deep, in two
-- strides: what was reached on many paths in the first begins the second only once.
{%- set deepest = nightledger.setting('downstream_depth') %}
{%- set halfway = (deepest + 1) // 2 %}
with recursive

node_results as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_node_results') }}
),

results as (
    select * from {{ ref('nightledger', 'nightledger__results') }}
),

latest_nodes as (
    select
        environment,
        unique_id,
        name,
        owner,
        depends_on,
        exposures,
    from node_results
    where resource_type != 'operation'
    qualify
        row_number() over (
            partition by environment, unique_id order by occurred_at desc, invocation_id desc
        ) = 1
),

edges as (
    select
        latest_nodes.environment,
        parent_id,
        latest_nodes.unique_id as child_id,
    from latest_nodes
    cross join unnest(latest_nodes.depends_on) as parent_id
),

bad_assets as (
    select distinct
        environment,
        asset_id,
    from results
    where outcome = 'bad' and asset_id is not null
),

reached as (
    select
        environment,
        asset_id,
        asset_id as node_id,
        0 as depth,
    from bad_assets
    union all
    select
        reached.environment,
        reached.asset_id,
        edges.child_id as node_id,
        reached.depth + 1 as depth,
    from reached
    inner join edges
        on
            reached.environment = edges.environment
            and reached.node_id = edges.parent_id
    where reached.depth < {{ halfway }}
),

near as (
    select
        environment,
        asset_id,
        node_id,
        min(depth) as depth,
    from reached
    group by environment, asset_id, node_id
),

reached_further as (
    select
        environment,
        asset_id,
        node_id,
        depth,
    from near
    where depth = {{ halfway }}
    union all
    select
        reached_further.environment,
        reached_further.asset_id,
        edges.child_id as node_id,
        reached_further.depth + 1 as depth,
    from reached_further
    inner join edges
        on
            reached_further.environment = edges.environment
            and reached_further.node_id = edges.parent_id
    where reached_further.depth < {{ deepest }}
),

near_and_far as (
    select * from near
    union all
    select * from reached_further
),

nearest as (
    select
        environment,
        asset_id,
        node_id,
        min(depth) as depth,
    from near_and_far
    group by environment, asset_id, node_id
),

final as (
    select
        nearest.environment,
        nearest.asset_id,
        nearest.node_id,
        nearest.depth,
        latest_nodes.name as node_name,
        latest_nodes.owner as node_owner,
        coalesce(latest_nodes.exposures, []) as exposures,
    from nearest
    left join latest_nodes
        on
            nearest.environment = latest_nodes.environment
            and nearest.node_id = latest_nodes.unique_id
)

select * from final
