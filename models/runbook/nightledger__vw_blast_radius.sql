-- one row per open problem and thing it hits: a model downstream, an exposure or an owner
with

problems as (
    select * from {{ ref('nightledger', 'nightledger__problems') }}
    where is_open
),

downstream as (
    select * from {{ ref('nightledger', 'nightledger__downstream') }}
),

reached as (
    select
        problems.fingerprint,
        problems.subject_name,
        problems.severity,
        problems.environment,
        downstream.node_id,
        downstream.node_name,
        downstream.node_owner,
        downstream.exposures,
        downstream.depth,
    from problems
    inner join downstream
        on
            problems.environment = downstream.environment
            and problems.asset_id = downstream.asset_id
),

models_hit as (
    select
        fingerprint,
        subject_name,
        severity,
        environment,
        'model' as hit_type,
        coalesce(node_name, node_id) as hit_name,
        node_owner as hit_owner,
        depth,
    from reached
    where depth > 0
),

exposures_hit as (
    select
        reached.fingerprint,
        reached.subject_name,
        reached.severity,
        reached.environment,
        'exposure' as hit_type,
        exposure as hit_name,
        cast(null as string) as hit_owner,
        min(reached.depth) + 1 as depth,
    from reached
    cross join unnest(reached.exposures) as exposure
    group by
        reached.fingerprint, reached.subject_name, reached.severity, reached.environment, exposure
),

owners_hit as (
    select
        fingerprint,
        subject_name,
        severity,
        environment,
        'owner' as hit_type,
        node_owner as hit_name,
        node_owner as hit_owner,
        min(depth) as depth,
    from reached
    where node_owner is not null
    group by fingerprint, subject_name, severity, environment, node_owner
),

everything as (
    select * from models_hit
    union all
    select * from exposures_hit
    union all
    select * from owners_hit
),

final as (
    select
        subject_name as what_is_wrong,
        severity,
        hit_type,
        hit_name,
        hit_owner,
        depth,
        environment,
        fingerprint,
    from everything
)

select * from final
