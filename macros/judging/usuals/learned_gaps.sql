{#
    What was usual between the starts of runs that keep a rhythm: at least `cadence_minimum_runs`
    gaps over `cadence_minimum_days`, of which the spread is `cadence_spread_pct` of the median.

    `high` is when the next is late, in seconds after a start. Slot '' is for all starts, `Fri 03`
    (UTC) for those about that hour: what followed there in earlier weeks counts, so that a job of
    weekdays has its weekend. What another run of its pipeline brings has the slot `after <its key>`.
#}
{% macro learned_gaps() -%}
with recent as (
    select
        environment,
        run_key as subject,
        'gap_seconds' as measure,
        gap_seconds as value,
    from starts_in_line
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

-- about the same time of each of the last four weeks; what has an earlier week needs no longest gap
week_gaps as (
    select
        environment,
        run_key as subject,
        slot,
        div(timestamp_diff(timestamp_trunc(look_clock, day), started_at, hour), 168) as weeks_ago,
        max(next_gap_seconds) as week_gap,
    from starts_in_line
    cross join unnest([-1, 0, 1]) as hours
    cross join
        unnest([format_timestamp('%a %H', timestamp_add(started_at, interval hours hour))]) as slot
    where next_gap_seconds is not null
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

with_weeks as (
    select distinct
        environment,
        subject,
    from slots
),

offsets as (
    select
        *,
        percentile_cont(
            {{ nightledger.seconds_between('head_started_at', 'started_at') }}, 0.5
        ) over (partition by environment, run_key, head_run_key) as median_offset,
    from starts_in_line
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

learned as (
    select
        regular.environment,
        regular.subject,
        'gap_seconds' as measure,
        '' as slot,
        regular.sample_count,
        regular.median,
        greatest(0, regular.median - regular.tolerance) as low,
        if(with_weeks.subject is null, greatest(regular.median, regular.highest), regular.median)
        + regular.tolerance as high,
        concat(
            'usually ', {{ nightledger.rounded_duration('regular.median') }}, ' apart (the last ',
            cast(regular.sample_count as string), ' times)'
        ) as explanation,
    from regular
    left join brought using (environment, subject)
    left join with_weeks using (environment, subject)
    where brought.subject is null
    union all
    select
        regular.environment,
        regular.subject,
        'gap_seconds',
        slots.slot,
        regular.sample_count,
        greatest(regular.median, slots.week_gap),
        greatest(0, regular.median - regular.tolerance),
        greatest(regular.median, slots.week_gap) + regular.tolerance,
        concat(
            'usually ', {{ nightledger.rounded_duration('greatest(regular.median, slots.week_gap)') }},
            ' until the next at this time of the week'
        ),
    from regular
    inner join slots using (environment, subject)
    left join brought using (environment, subject)
    where brought.subject is null and ({{ nightledger.is_asked_soon('slots.slot') }})
    union all
    select
        regular.environment,
        regular.subject,
        'gap_seconds',
        concat('after ', brought.head_run_key),
        brought.sample_count,
        brought.median,
        0,
        brought.median + regular.tolerance,
        concat(
            'usually ', {{ nightledger.rounded_duration('brought.median') }}, ' after ',
            brought.head_run_key, ' (the last ', cast(brought.sample_count as string), ' times)'
        ),
    from regular
    inner join brought using (environment, subject)
)

{{ nightledger.usual_rows('learned') }}
{%- endmacro %}

{# Starts in line, with the seconds since the one before and until the next. A temp table of the look. #}
{% macro starts_in_line() -%}
with {{ nightledger.started_runs() }},

with_head as (
    select
        *,
        first_value(run_key) over pipeline as head_run_key,
        first_value(started_at) over pipeline as head_started_at,
    from started
    window pipeline as (partition by environment, pipeline_run_id order by started_at, run_key)
)

select
    *,
    {{ nightledger.seconds_between('lag(started_at) over line', 'started_at') }} as gap_seconds,
    {{ nightledger.seconds_between('started_at', 'lead(started_at) over line') }}
        as next_gap_seconds,
    min(started_at) over (partition by environment, run_key) as first_started_at,
    row_number() over (
        partition by environment, run_key order by started_at desc, pipeline_run_id
    ) as number_from_last,
from with_head
where is_regular and not is_of_dagster
window line as (partition by environment, run_key order by started_at, pipeline_run_id)
{%- endmacro %}
