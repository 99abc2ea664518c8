{#
    The evidence of each verdict in `turns`, as JSON: causes, consequences, changes, what is
    downstream, offending values and rows, the strip, the last good result, the run.
#}
{% macro evidence_of_turns() -%}
{%- set names_shown = 10 -%}
with {{ nightledger.samples_of_turns() }},

{{ nightledger.offending_values('samples') }},

numbered_relations as (
    select
        *,
        row_number() over (partition by event_id, role order by subject) as place,
    from consequences
),

related as (
    select
        event_id,
        array_agg(if(role = 'cause', fingerprint, null) ignore nulls order by place) as caused_by,
        array_agg(if(role = 'cause', subject, null) ignore nulls order by place) as causes,
        sum(if(role = 'consequence', 1, 0)) as consequence_count,
        array_agg(
            if(role = 'consequence' and place <= {{ names_shown }}, subject, null) ignore nulls
            order by place
        ) as consequences,
    from numbered_relations
    group by event_id
),

ranked_changes as (
    select
        event_id,
        array_agg(
            struct(
                kind as kind, rank as rank, subject as subject, before as before, after as after,
                {{ nightledger.json_time('changed_at') }} as changed_at, depth as distance, says as says
            )
            order by rank
        ) as changes,
    from changes
    group by event_id
),

-- who reads what was reached, each once, by the shortest way
readers as (
    select
        reached.environment,
        reached.asset_id,
        edges.child_id,
        max(edges.child_kind) as child_kind,
        max(edges.child_name) as child_name,
        max(edges.owner) as owner,
        min(reached.depth) as depth,
    from reached
    inner join edges
        on reached.environment = edges.environment and reached.node_id = edges.parent_id
    group by reached.environment, reached.asset_id, edges.child_id
),

numbered_readers as (
    select
        *,
        row_number() over (
            partition by environment, asset_id, child_kind order by depth, child_name
        ) as place,
    from readers
),

downstream as (
    select
        environment,
        asset_id,
        sum(if(child_kind = 'asset', 1, 0)) as asset_count,
        array_agg(
            if(child_kind = 'asset' and place <= {{ names_shown }}, child_name, null) ignore nulls
            order by place
        ) as assets,
        split(string_agg(distinct if(child_kind = 'asset', owner, null), '\n'), '\n') as owners,
        sum(if(child_kind = 'exposure', 1, 0)) as exposure_count,
        array_agg(
            if(
                child_kind = 'exposure' and place <= {{ names_shown }},
                struct(child_name as name, owner as owner), null
            )
            ignore nulls
            order by place
        ) as exposures,
    from numbered_readers
    group by environment, asset_id
),

runs as (
    {{ nightledger.run_links('timestamp_sub(look_clock, interval 8 day)') }}
)

select
    turns.event_id,
    to_json(struct(
        coalesce(related.caused_by, []) as caused_by,
        coalesce(related.causes, []) as causes,
        coalesce(related.consequence_count, 0) as consequence_count,
        coalesce(related.consequences, []) as consequences,
        if(
            turns.outcome = 'good', [],
            coalesce(
                ranked_changes.changes,
                [struct(
                    'nothing' as kind, 1 as rank, cast(null as string) as subject,
                    cast(null as string) as before, cast(null as string) as after,
                    cast(null as string) as changed_at, 0 as distance,
                    if(
                        compared_runs.green_at is null,
                        'never seen good before: nothing to compare with',
                        'nothing that is recorded changed since it was last good'
                    ) as says
                )]
            )
        ) as changes,
        if(turns.outcome = 'good', ranked_changes.changes, null) as fixed_by,
        struct(
            coalesce(downstream.asset_count, 0) as count,
            coalesce(downstream.assets, []) as assets,
            coalesce(downstream.owners, []) as owners,
            coalesce(downstream.exposure_count, 0) as exposure_count,
            coalesce(downstream.exposures, []) as exposures
        ) as downstream,
        if(turns.kind = 'notice', json_value(turns.details, '$.facts'), null) as facts,
        offending_values.offending_values as offending_values,
        shown_rows.sample as sample,
        if(
            turns.kind in ({{ nightledger.kinds_that('has_strip') }}), turns.marks, null
        ) as strip,
        {{ nightledger.json_time('compared_runs.green_at') }} as last_green_at,
        compared_runs.green_run_id as last_green_run_id,
        struct(
            turns.run_id as id, runs.run_name as name, runs.run_url as url,
            runs.artifacts_url as artifacts_url, runs.pipeline_run_id as pipeline_run_id
        ) as run
    )) as evidence,
from turns
left join related on turns.event_id = related.event_id
left join ranked_changes on turns.event_id = ranked_changes.event_id
left join compared_runs on turns.event_id = compared_runs.event_id
left join offending_values on turns.event_id = offending_values.sample_id
left join shown_rows on turns.event_id = shown_rows.sample_id
left join downstream
    on turns.environment = downstream.environment and turns.asset_id = downstream.asset_id
left join runs on turns.run_id = runs.run_id
{%- endmacro %}
