{#
    What was usual of refreshes: rows, seconds, nulls and duplicates. The one rule; docs/expectations.md.

    Of the last `usual_loads` values the median, give or take the largest of six spreads, six times
    its square root (which is what chance does to a count), and half of it. Fewer than one in five
    without rows: then none is unusual, unless fewer than ten can be none by chance.
#}
{% macro learned_refreshes() -%}
{%- set mads = nightledger.setting('row_count_mads') -%}
{%- set tolerance = nightledger.setting('row_count_tolerance_pct') ~ ' / 100' -%}
with {{ nightledger.measured_history() }},

recent as (
    select * from named
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

-- of all hours ('') and of those that will be asked for: what was there at this time of the week, one
-- or two weeks before; two hours are no matter
slots as (
    select
        environment,
        subject,
        measure,
        slot,
        count(*) as slot_count,
        ceil(min(value) * (1 - {{ tolerance }})) as slot_low,
        floor(max(value) * (1 + {{ tolerance }})) as slot_high,
        (min(value) + max(value)) / 2 as slot_median,
    from named
    cross join unnest([-9, -2, -1, 0, 1, 2]) as hours
    cross join
        unnest([if(
            hours = -9, '', format_timestamp('%a %H', timestamp_add(measured_at, interval hours hour))
        )]) as slot
    where
        slot = ''
        or (
            measure = 'row_count'
            and measured_at >= timestamp_sub(timestamp_trunc(look_clock, day), interval 14 day)
            and ({{ nightledger.is_asked_soon('slot') }})
        )
    group by environment, subject, measure, slot
),

learned as (
    select
        overall.environment,
        overall.subject,
        overall.measure,
        slots.slot,
        if(slots.slot = '', overall.sample_count, slots.slot_count) as sample_count,
        if(slots.slot = '', overall.median, slots.slot_median) as median,
        if(slots.slot = '', overall.low, slots.slot_low) as low,
        if(slots.slot = '', overall.high, slots.slot_high) as high,
        case
            when slots.slot != ''
                then concat(
                    'usually ', {{ nightledger.grouped_number('slots.slot_low') }}, ' to ',
                    {{ nightledger.grouped_number('slots.slot_high') }},
                    ' rows at this time of the week (', cast(slots.slot_count as string), ' loads)'
                )
            when overall.measure = 'duration_seconds'
                then concat(
                    'usually ', {{ nightledger.seconds_text('overall.median') }}, ', at most ',
                    {{ nightledger.seconds_text('overall.highest') }}, ' (',
                    cast(overall.sample_count as string), ' refreshes)'
                )
            when overall.measure = 'row_count'
                then concat(
                    'usually ', {{ nightledger.grouped_number('overall.low') }}, ' to ',
                    {{ nightledger.grouped_number('overall.high') }}, ' rows (',
                    cast(overall.sample_count as string), ' loads)'
                )
            else
                concat(
                    'usually ', {{ nightledger.grouped_number('overall.median') }}, ', up to ',
                    {{ nightledger.grouped_number('overall.high') }}, ' (',
                    cast(overall.sample_count as string), ' tests)'
                )
        end as explanation,
    from overall
    inner join slots using (environment, subject, measure)
    where
        slots.slot = ''
        or slots.slot_low < overall.low
        or slots.slot_high > overall.high
)

{{ nightledger.usual_rows('learned') }}
{%- endmacro %}
