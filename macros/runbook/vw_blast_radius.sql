{# One row per open problem and what it hits: an asset downstream, an exposure or an owner. #}
{% macro vw_blast_radius() -%}
with {{ nightledger.problem_ctes(nightledger.view_window()) }},

edges as (
    {{ nightledger.current_edges() }}
),

-- more than what is open, for the whole of `problems` would be evaluated once more
starts as (
    select environment, asset_id from {{ nightledger.relation('problem_events') }}
    where recorded_at >= {{ nightledger.view_window() }} and outcome = 'bad'
),

{{ nightledger.reached_assets('starts', 'edges') }},

readers as (
    select
        reached.environment,
        reached.asset_id,
        edges.child_kind,
        edges.child_name,
        edges.owner,
        reached.depth + 1 as depth,
    from reached
    inner join edges
        on reached.environment = edges.environment and reached.node_id = edges.parent_id
),

hits as (
    select environment, asset_id, hit.hit_type, hit.hit_name, hit.hit_owner, min(depth) as depth
    from readers
    cross join
        unnest([
            struct(child_kind as hit_type, child_name as hit_name, owner as hit_owner),
            struct('owner', owner, owner)
        ]) as hit
    where hit.hit_name is not null
    group by environment, asset_id, hit.hit_type, hit.hit_name, hit.hit_owner
)

select
    problems.subject,
    problems.severity,
    hits.hit_type,
    hits.hit_name,
    hits.hit_owner,
    hits.depth,
    problems.environment,
    problems.fingerprint,
    problems.as_of,
from problems
inner join hits
    on problems.environment = hits.environment and problems.asset_id = hits.asset_id
where problems.state in ('open', 'flapping')
{%- endmacro %}
