{#
    CTEs that end in `of_assets`: code, rows and schema of the assets in `moments` that differ between
    the two moments. Needs the CTEs moments and asset_facts.
#}
{% macro asset_changes() -%}
compared as (
    select
        moments.event_id,
        moments.node_id,
        moments.depth,
        max(asset_facts.name) as name,
        max(if(happened_at <= from_at, null, happened_at)) as changed_at,
        {{ nightledger.newest('row_count', 'happened_at <= from_at') }} as rows_before,
        {{ nightledger.newest('row_count', 'true') }} as rows_after,
        {{ nightledger.newest('code', 'happened_at <= from_at') }} as code_before,
        {{ nightledger.newest('code', 'true') }} as code_after,
        string_agg(distinct if(happened_at > from_at, schema_changes, null), ', ')
            as schema_changes,
    from moments
    inner join asset_facts
        on
            moments.environment = asset_facts.environment
            and moments.node_id = asset_facts.node_id
            and moments.to_at >= asset_facts.happened_at
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
)
{%- endmacro %}
