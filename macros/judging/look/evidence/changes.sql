{#
    What changed between the last good result and the opening of each problem in `turns`, one row per
    verdict and change, ranked: code, rows, schema and failures of the asset and of what it reads,
    then what differs between the two commands.

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
        turns.opened_at,
        turns.asset_name,
        compared_runs.green_at,
        lineage.node_id,
        lineage.depth,
    from turns
    inner join compared_runs on turns.event_id = compared_runs.event_id
    inner join lineage
        on turns.environment = lineage.environment and turns.asset_id = lineage.asset_id
    where turns.outcome = 'bad' and compared_runs.green_at is not null
),

compared as (
    select
        moments.event_id,
        moments.node_id,
        moments.depth,
        max(asset_facts.name) as name,
        max(if(happened_at <= green_at, null, happened_at)) as changed_at,
        {{ nightledger.newest('row_count', 'happened_at <= green_at') }} as rows_before,
        {{ nightledger.newest('row_count', 'true') }} as rows_after,
        {{ nightledger.newest('code', 'happened_at <= green_at') }} as code_before,
        {{ nightledger.newest('code', 'true') }} as code_after,
        string_agg(distinct if(happened_at > green_at, schema_changes, null), ', ')
            as schema_changes,
    from moments
    inner join asset_facts
        on
            moments.environment = asset_facts.environment
            and moments.node_id = asset_facts.node_id
            and moments.opened_at >= asset_facts.happened_at
    group by moments.event_id, moments.node_id, moments.depth
),

usual_rows as (
    select environment, subject, min(low) as low, max(high) as high
    from {{ nightledger.relation('learned_usuals') }}
    where recorded_at >= timestamp_sub(look_clock, interval 2 day) and measure = 'row_count'
    group by environment, subject
),

of_assets as (
    select
        compared.event_id,
        change.kind,
        change.place,
        compared.name as subject,
        change.before,
        change.after,
        compared.changed_at,
        compared.depth,
        change.says,
    from compared
    inner join turns on compared.event_id = turns.event_id
    left join usual_rows
        on turns.environment = usual_rows.environment and compared.node_id = usual_rows.subject
    cross join
        unnest([
            struct(
                'code' as kind, 1 as place, code_before as before, code_after as after,
                concat('code of ', name, ' changed') as says
            ),
            struct(
                if(depth > 0, 'upstream_rows', 'rows'),
                case
                    when rows_after between low and high then 15
                    when depth > 0 then 2
                    else 3
                end,
                cast(rows_before as string), cast(rows_after as string),
                concat(
                    name, ': ', {{ nightledger.grouped_number('rows_before') }}, ' → ',
                    {{ nightledger.grouped_number('rows_after') }}, ' rows'
                )
            ),
            struct(
                'schema', 4, '', schema_changes, concat('schema of ', name, ': ', schema_changes)
            )
        ]) as change
    where change.before != change.after
),

of_failures as (
    select
        moments.event_id,
        if(
            bad_verdicts.kind in ('late run', 'missing run', 'stale asset', 'freshness'),
            'late', 'failed'
        ) as kind,
        if(
            bad_verdicts.kind in ('late run', 'missing run', 'stale asset', 'freshness'), 6, 5
        ) as place,
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
            and moments.green_at < bad_verdicts.observed_at
            and moments.opened_at >= bad_verdicts.observed_at
    where moments.depth > 0 and bad_verdicts.kind != 'test'
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


{# The newest value of a column among the rows of a group where a condition holds. #}
{% macro newest(column, condition) -%}
    array_agg(
            if({{ condition }}, {{ column }}, null)
            order by if({{ condition }} and {{ column }} is not null, 0, 1), happened_at desc
            limit 1
        )[safe_offset(0)]
{%- endmacro %}


{# SELECT of what is on record of assets over time: rows, code, changes of their schema. #}
{% macro asset_facts_compared() -%}
    select
        environment,
        unique_id as node_id,
        name,
        least(occurred_at, recorded_at) as happened_at,
        if(
            status = 'success'
            and coalesce(materialization not in ('view', 'ephemeral'), true),
            rows_affected, null
        ) as row_count,
        code_checksum as code,
        cast(null as string) as schema_changes,
    from {{ nightledger.relation('dbt_node_results') }}
    where recorded_at >= compared_since and recorded_at <= look_clock and status != 'skipped'
    union all
    select
        environment,
        concat('dlt.', pipeline_name, '.', table_name),
        table_name,
        least(occurred_at, recorded_at),
        if(status = 'loaded', rows_loaded, null),
        cast(null as string),
        nullif(array_to_string(schema_changes, ', '), ''),
    from {{ nightledger.relation('dlt_loads') }}
    where recorded_at >= compared_since and recorded_at <= look_clock
    union all
    select
        environment,
        concat('dagster.', asset_key),
        asset_key,
        least(occurred_at, recorded_at),
        row_count,
        code_version,
        cast(null as string),
    from {{ nightledger.relation('dagster_asset_materializations') }}
    where
        recorded_at >= compared_since
        and recorded_at <= look_clock
        and event = 'materialized'
        and dbt_unique_id is null
{%- endmacro %}
