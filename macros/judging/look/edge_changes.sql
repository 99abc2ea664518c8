{# CTEs that end in `edge_changes`. #}
{% macro edge_changes() -%}
nodes as (
    select * from {{ nightledger.relation('dbt_node_results') }}
    where
        recorded_at > edges_since
        and recorded_at <= look_clock
        and resource_type != 'operation'
    qualify
        row_number() over (
            partition by environment, unique_id order by occurred_at desc, invocation_id desc
        ) = 1
),

source_relations as (
    select environment, asset_id as source_id, asset_name as name, asset_relation as relation
    from {{ nightledger.relation('dbt_test_results') }}
    where
        recorded_at > edges_since
        and recorded_at <= look_clock
        and starts_with(asset_id, 'source.')
    union all
    select environment, unique_id, concat(source_name, '.', table_name), relation_name
    from {{ nightledger.relation('dbt_source_freshness') }}
    where recorded_at > edges_since and recorded_at <= look_clock
),

loaded_tables as (
    select distinct
        environment,
        concat('dlt.', pipeline_name, '.', table_name) as asset_id,
        concat(dataset_name, '.', table_name) as relation,
    from {{ nightledger.relation('dlt_loads') }}
    where recorded_at > timestamp_sub(look_clock, interval 7 day) and recorded_at <= look_clock
),

seen as (
    select
        environment,
        parent_id,
        unique_id as child_id,
        'asset' as child_kind,
        name as child_name,
        owner,
    from nodes
    cross join unnest(depends_on) as parent_id
    union all
    select
        environment,
        unique_id,
        concat('exposure.', exposure),
        'exposure',
        coalesce(regexp_extract(exposure, r'^(.*) \([^()]*\)$'), exposure),
        regexp_extract(exposure, r' \(([^()]*)\)$'),
    from nodes
    cross join unnest(exposures) as exposure
    union all
    select
        loaded_tables.environment,
        loaded_tables.asset_id,
        source_relations.source_id,
        'asset',
        source_relations.name,
        cast(null as string),
    from loaded_tables
    inner join source_relations
        on
            loaded_tables.environment = source_relations.environment
            and loaded_tables.relation = regexp_extract(
                replace(source_relations.relation, '`', ''), r'[^.]+\.[^.]+$'
            )
),

-- each once, whatever the number of commands that told of it
wanted as (
    select
        environment,
        parent_id,
        child_id,
        max(child_kind) as child_kind,
        max(child_name) as child_name,
        max(owner) as owner,
    from seen
    group by environment, parent_id, child_id
),

known as (
    {{ nightledger.current_edges() }}
),

-- gone: an edge of a node that was looked at and does not name it any more
compared as (
    select
        coalesce(wanted.environment, known.environment) as environment,
        coalesce(wanted.parent_id, known.parent_id) as parent_id,
        coalesce(wanted.child_id, known.child_id) as child_id,
        coalesce(wanted.child_kind, known.child_kind) as child_kind,
        coalesce(wanted.child_name, known.child_name) as child_name,
        coalesce(wanted.owner, known.owner) as owner,
        wanted.child_id is null as is_removed,
        if(
            coalesce(wanted.child_kind, known.child_kind) = 'exposure',
            coalesce(wanted.parent_id, known.parent_id), coalesce(wanted.child_id, known.child_id)
        ) as told_by,
        known.child_id is not null
        and wanted.child_id is not null
        and wanted.child_name = known.child_name
        and coalesce(wanted.owner, '') = coalesce(known.owner, '') as is_the_same,
    from wanted
    full outer join known
        on
            wanted.environment = known.environment
            and wanted.parent_id = known.parent_id
            and wanted.child_id = known.child_id
),

edge_changes as (
    select compared.*
    from compared
    left join nodes
        on compared.environment = nodes.environment and compared.told_by = nodes.unique_id
    where not compared.is_the_same and (not compared.is_removed or nodes.unique_id is not null)
)
{%- endmacro %}
