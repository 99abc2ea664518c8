{#
    What was usual of refreshes: rows, seconds, nulls and duplicates. The one rule; docs/expectations.md.

    Of the last `usual_loads` values the median, give or take the largest of six spreads, six times
    its square root (which is what chance does to a count), and half of it. Fewer than one in five
    without rows: then none is unusual, unless fewer than ten can be none by chance.
#}
{% macro learned_refreshes() -%}
{%- set mads = nightledger.setting('row_count_mads') -%}
{%- set tolerance = nightledger.setting('row_count_tolerance_pct') ~ ' / 100' -%}
with recent as (
    select * from measured_refreshes
    qualify
        row_number() over (
            partition by environment, subject, measure order by measured_at desc, value
        ) <= {{ nightledger.setting('usual_loads') }}
),

{{ nightledger.spread_of('recent') }},

banded as (
    select
        *,
        greatest(
            {{ mads }} * greatest(spread, sqrt(median)), {{ tolerance }} * median
        ) as band,
        5 * empty_count < sample_count and median > 0 and (median >= 10 or spread = 0)
            as is_never_empty,
    from spreads
    where
        sample_count >= {{ nightledger.setting('row_count_minimum_history') }}
        and (measure not in ('null_count', 'duplicate_count') or median > 0)
),

overall as (
    select
        *,
        case
            when measure != 'row_count' or 5 * empty_count >= sample_count then 0
            else greatest(ceil(median - band), if(is_never_empty, 1, 0))
        end as low,
        if(
            measure = 'duration_seconds',
            greatest(
                {{ nightledger.setting('slow_alert_ratio') }} * median,
                {{ nightledger.setting('slow_alert_seconds') }}
            ),
            floor(median + band)
        ) as high,
    from banded
),

-- what was there at this time of the week, one or two weeks before; two hours are no matter
weekly as (
    select
        environment,
        subject,
        slot,
        count(*) as sample_count,
        min(value) as lowest,
        max(value) as highest,
    from measured_refreshes
    cross join unnest([-2, -1, 0, 1, 2]) as hours
    cross join
        unnest([format_timestamp('%a %H', timestamp_add(measured_at, interval hours hour))]) as slot
    where
        measure = 'row_count'
        and measured_at >= timestamp_sub(timestamp_trunc(look_clock, day), interval 14 day)
        and ({{ nightledger.is_asked_soon('slot') }})
    group by environment, subject, slot
),

at_times as (
    select
        overall.environment,
        overall.subject,
        overall.measure,
        weekly.slot,
        weekly.sample_count,
        (weekly.lowest + weekly.highest) / 2 as median,
        ceil(weekly.lowest * (1 - {{ tolerance }})) as low,
        floor(weekly.highest * (1 + {{ tolerance }})) as high,
        overall.low as low_overall,
        overall.high as high_overall,
    from overall
    inner join weekly using (environment, subject)
    where overall.measure = 'row_count'
),

learned as (
    select
        environment, subject, measure, '' as slot, sample_count, median, low, high,
        case
            when measure = 'duration_seconds'
                then concat(
                    'usually ', {{ nightledger.seconds_text('median') }}, ', at most ',
                    {{ nightledger.seconds_text('highest') }}, ' (',
                    cast(sample_count as string), ' refreshes)'
                )
            when measure = 'row_count'
                then concat(
                    'usually ', {{ nightledger.grouped_number('low') }}, ' to ',
                    {{ nightledger.grouped_number('high') }}, ' rows (',
                    cast(sample_count as string), ' loads)'
                )
            else
                concat(
                    'usually ', {{ nightledger.grouped_number('median') }}, ', up to ',
                    {{ nightledger.grouped_number('high') }}, ' (',
                    cast(sample_count as string), ' tests)'
                )
        end as explanation,
    from overall
    union all
    select
        environment, subject, measure, slot, sample_count, median, low, high,
        concat(
            'usually ', {{ nightledger.grouped_number('low') }}, ' to ',
            {{ nightledger.grouped_number('high') }}, ' rows at this time of the week (',
            cast(sample_count as string), ' loads)'
        ) as explanation,
    from at_times
    where low < low_overall or high > high_overall
)

{{ nightledger.usual_rows('learned') }}
{%- endmacro %}

{# Every value measured in the history that is learned from, by what it is usual of. A temp table of the look. #}
{% macro measured_refreshes() -%}
with node_facts as (
    {{ nightledger.history_facts('dbt_node_results') }}
),

test_facts as (
    {{ nightledger.history_facts('dbt_test_results') }}
),

command_facts as (
    {{ nightledger.history_facts('dbt_invocations') }}
),

load_facts as (
    {{ nightledger.history_facts('dlt_loads') }}
),

asset_facts as (
    {{ nightledger.history_facts('dagster_asset_materializations') }}
),

step_facts as (
    {{ nightledger.history_facts('dagster_steps') }}
),

{{ nightledger.node_refreshes('node_facts', 'command_facts') }},

counted as (
    {{ nightledger.counted_failures('test_facts') }}
),

loads as (
    {{ nightledger.load_refreshes('load_facts') }}
),

assets as (
    {{ nightledger.asset_refreshes('asset_facts', 'step_facts') }}
),

refreshes as (
    select environment, subject, exact_subject, measured_at, row_count, duration_seconds
    from refreshed_nodes
    union all
    select environment, subject, subject, measured_at, row_count, duration_seconds
    from loads
    union all
    select
        environment, concat('dagster.', asset_key), concat('dagster.', asset_key), measured_at,
        row_count, duration_seconds,
    from assets
),

measured as (
    select
        environment, subject, exact_subject, measured_at, measure,
        if(measure = 'row_count', row_count, duration_seconds) as value,
    from refreshes
    cross join unnest(['row_count', 'duration_seconds']) as measure
    union all
    select environment, subject, exact_subject, measured_at, measure, failures
    from counted
)

select
    environment,
    if(
        count(distinct exact_subject) over (partition by environment, subject) > 1,
        exact_subject, subject
    ) as subject,
    measured_at,
    measure,
    value,
from measured
where value is not null
{%- endmacro %}
