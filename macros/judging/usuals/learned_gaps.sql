{#
    What was usual between the starts of runs that keep a rhythm: at least `cadence_minimum_runs`
    gaps over `cadence_minimum_days`, of which the spread is `cadence_spread_pct` of the median.

    `high` is when the next is late, in seconds after a start. Slot '' is for all starts, `Fri 03`
    (UTC) for those about that hour: what followed there in earlier weeks counts, so that a job of
    weekdays has its weekend. What another run of its pipeline brings has the slot `after <its key>`.
#}
{% macro learned_gaps() -%}
with {{ nightledger.regular_starts() }},

recent as (
    select
        environment,
        run_key as subject,
        'gap_seconds' as measure,
        gap_seconds as value,
    from in_line
    where
        gap_seconds is not null
        and number_from_last <= {{ nightledger.setting('usual_runs') }}
        and first_started_at <= timestamp_sub(
            timestamp_trunc(look_clock, day),
            interval {{ nightledger.setting('cadence_minimum_days') }} day
        )
),

{{ nightledger.spread_of('recent') }},

regular as (
    select
        *,
        greatest(
            {{ nightledger.setting('cadence_tolerance_minutes') }} * 60,
            {{ nightledger.setting('cadence_tolerance_pct') }} / 100 * median,
            3 * spread
        ) as tolerance,
    from spreads
    where
        sample_count >= {{ nightledger.setting('cadence_minimum_runs') }}
        and spread <= {{ nightledger.setting('cadence_spread_pct') }} / 100 * median
),

-- of all hours (''), and about the same time of each of the last four weeks
week_gaps as (
    select
        environment,
        run_key as subject,
        slot,
        div(timestamp_diff(timestamp_trunc(look_clock, day), started_at, hour), 168) as weeks_ago,
        max(next_gap_seconds) as week_gap,
    from in_line
    cross join unnest([-9, -1, 0, 1]) as hours
    cross join
        unnest([if(
            hours = -9, '', format_timestamp('%a %H', timestamp_add(started_at, interval hours hour))
        )]) as slot
    where
        next_gap_seconds is not null
        and (slot = '' or {{ nightledger.is_asked_soon('slot') }})
    group by environment, subject, slot, weeks_ago
),

-- of up to four weeks the middle one, of two the longer: one odd week changes nothing
slots as (
    select * from week_gaps
    qualify
        row_number() over (
            partition by environment, subject, slot order by week_gap desc, weeks_ago
        ) = div(count(*) over (partition by environment, subject, slot) + 1, 2)
),

offsets as (
    select
        *,
        percentile_cont(
            {{ nightledger.seconds_between('head_started_at', 'started_at') }}, 0.5
        ) over (partition by environment, run_key, head_run_key) as median_offset,
    from in_line
    where number_from_last <= {{ nightledger.setting('usual_runs') }}
),

-- what came after another run the last time is brought by it
brought as (
    select
        environment,
        run_key as subject,
        head_run_key,
        count(*) as sample_count,
        max(median_offset) as median,
    from offsets
    where head_run_key != run_key
    group by environment, subject, head_run_key
    having min(number_from_last) = 1
),

timed as (
    select
        regular.*,
        slots.slot,
        brought.head_run_key,
        coalesce(brought.sample_count, regular.sample_count) as gap_count,
        case
            when brought.head_run_key is not null then brought.median
            when slots.slot = '' then regular.median
            else greatest(regular.median, slots.week_gap)
        end as expected,
    from regular
    inner join slots using (environment, subject)
    left join brought using (environment, subject)
    where slots.slot = '' or brought.head_run_key is null
),

learned as (
    select
        environment,
        subject,
        measure,
        coalesce(concat('after ', head_run_key), slot) as slot,
        gap_count as sample_count,
        expected as median,
        greatest(0, expected - tolerance) as low,
        expected + tolerance as high,
        concat(
            'usually ', {{ nightledger.rounded_duration('expected') }},
            case
                when head_run_key is not null then concat(' after ', head_run_key)
                when slot = '' then ' apart'
                else ' until the next at this time of the week'
            end,
            if(slot = '', concat(' (the last ', cast(gap_count as string), ' times)'), '')
        ) as explanation,
    from timed
)

{{ nightledger.usual_rows('learned') }}
{%- endmacro %}
