{#
    What changed between the last good result and the opening of each problem in `turns`, and between
    the last bad result and its end; one row per verdict and change, ranked: code, rows, schema and
    failures of the asset and of what it reads, then what differs between the two commands.

    Reads the temp tables turns, compared_runs, lineage, bad_verdicts. A change is named only if it
    was recorded as of a time between the two.
#}
{% macro changes() -%}
with asset_facts as (
    {{ nightledger.asset_facts_compared() }}
),

moments as (
    select
        turns.event_id,
        turns.fingerprint,
        turns.environment,
        turns.outcome,
        turns.asset_name,
        compared_runs.from_at,
        compared_runs.to_at,
        lineage.node_id,
        lineage.depth,
    from turns
    inner join compared_runs on turns.event_id = compared_runs.event_id
    inner join lineage
        on turns.environment = lineage.environment and turns.asset_id = lineage.asset_id
    where compared_runs.from_at is not null
),

{{ nightledger.asset_changes() }},

of_failures as (
    select
        moments.event_id,
        if(bad_verdicts.kind in ('node', 'load', 'step'), 'failed', 'late') as kind,
        if(bad_verdicts.kind in ('node', 'load', 'step'), 5, 6) as place,
        bad_verdicts.subject,
        cast(null as string) as before,
        bad_verdicts.message as after,
        max(bad_verdicts.observed_at) as changed_at,
        moments.depth,
        concat(bad_verdicts.subject, coalesce(concat(': ', bad_verdicts.message), '')) as says,
    from moments
    inner join bad_verdicts
        on
            moments.environment = bad_verdicts.environment
            and moments.node_id = bad_verdicts.asset_id
            and moments.fingerprint != bad_verdicts.fingerprint
            and moments.from_at < bad_verdicts.observed_at
            and moments.to_at >= bad_verdicts.observed_at
    where
        moments.depth > 0
        and moments.outcome = 'bad'
        and bad_verdicts.kind in (
            'node', 'load', 'step', 'freshness', 'asset freshness', 'stale asset', 'late run',
            'missing run'
        )
    group by
        moments.event_id, bad_verdicts.kind, bad_verdicts.subject, bad_verdicts.message,
        moments.depth
),

of_commands as (
    select
        compared_runs.event_id,
        change.kind,
        change.place,
        cast(null as string) as subject,
        change.before,
        change.after,
        cast(null as timestamp) as changed_at,
        0 as depth,
        change.says,
    from compared_runs
    cross join unnest(compared_runs.changes) as change
    where change.before != change.after
),

everything as (
    select * from of_assets
    union all
    select * from of_failures
    union all
    select * from of_commands
)

select
    *,
    row_number() over (
        partition by event_id
        order by
            place, depth,
            abs(safe_divide(
                safe_cast(after as float64) - safe_cast(before as float64),
                safe_cast(before as float64)
            )) desc,
            subject, says
    ) as rank,
from everything
qualify rank <= 10
{%- endmacro %}
