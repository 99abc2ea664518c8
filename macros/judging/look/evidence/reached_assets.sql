{#
    CTEs that end in `reached`: for each asset of a CTE, the assets that can be reached from it, each
    once, by the shortest way, and how many steps away (0 is itself).

    start: a CTE with environment and asset_id. edges: a table or CTE of edges. upwards: to what the
    assets read, not to what reads them. `downstream_depth` joins, each on what is new at that depth,
    and no recursion, which BigQuery evaluates in a stage of its own for each step.
#}
{% macro reached_assets(start, edges, upwards=false) -%}
{%- set deepest = nightledger.setting('downstream_depth') -%}
{%- set near, far = ('child_id', 'parent_id') if upwards else ('parent_id', 'child_id') -%}
step_0 as (
    select distinct
        environment,
        asset_id,
        asset_id as node_id,
        0 as depth,
    from {{ start }}
    where asset_id is not null
),
{% for depth in range(1, deepest + 1) %}
step_{{ depth }} as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_{{ depth - 1 }} as before
    left join {{ edges }} as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.{{ near }}
            and before.depth = {{ depth - 1 }}
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.{{ far }} as node_id, {{ depth }} as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),
{% endfor %}
reached as (
    select * from step_{{ deepest }}
)
{%- endmacro %}
