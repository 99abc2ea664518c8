-- one row per start of a run that comes regularly: when the next was to be expected after it
-- Judged by what had started until then. Near the same time of the week in earlier weeks counts
-- most: that is how a job of weekdays has its weekend and a job of office hours its night.
{%- set week = 7 * 86400 %}
{%- set about = 5400 %}
with

starts as (
    select * from {{ ref('nightledger', 'nightledger__run_starts') }}
),

with_next as (
    select
        *,
        lead(started_at) over in_line as next_started_at,
        lead(run_id) over in_line as next_run_id,
    from starts
    window in_line as (partition by environment, run_key order by started_at, run_id)
),

-- what is first in a pipeline brings the rest: of the others it is asked whether it did
with_head as (
    select
        *,
        first_value(run_key) over pipeline as head_run_key,
        first_value(started_at) over pipeline as head_started_at,
        first_value(next_started_at) over pipeline as head_next_started_at,
    from with_next
    window pipeline as (partition by environment, pipeline_run_id order by started_at, run_key)
),

-- Dagster tells what happens, or does not, within its own runs
regular as (
    select
        *,
        {{ nightledger.seconds_between('lag(started_at) over in_line', 'started_at') }}
            as gap_seconds,
        {{ nightledger.seconds_between('started_at', 'lead(started_at) over in_line') }}
            as next_gap_seconds,
        min(started_at) over (partition by environment, run_key) as first_started_at,
        count(*) over (partition by environment, run_key) as start_count,
    from with_head
    where is_regular and not is_of_dagster
    window in_line as (partition by environment, run_key order by started_at, run_id)
),

with_history as (
    select
        *,
        count(gap_seconds) over recently as gap_count,
        array_agg(gap_seconds) over recently as gaps,
        max(gap_seconds) over recently as longest_gap_seconds,
        {%- for weeks in range(1, 5) %}
            max(next_gap_seconds) over (
                partition by environment, run_key order by unix_seconds(started_at)
                range between {{ weeks * week + about }} preceding
                and {{ weeks * week - about }} preceding
            ) as gap_{{ weeks }}_weeks_ago,
        {%- endfor %}
    from regular
    where start_count > {{ nightledger.setting('cadence_minimum_runs') }}
    window
        recently as (
            partition by environment, run_key order by started_at, run_id
            rows between {{ nightledger.setting('usual_runs') - 1 }} preceding and current row
        )
),

with_median as (
    select
        *,
        {{ nightledger.median_of('gaps') }} as median_seconds,
        -- of up to four weeks the middle one, of two the longer: one odd week changes nothing
        array(
            select week_gap
            from
                unnest([
                    gap_1_weeks_ago, gap_2_weeks_ago, gap_3_weeks_ago, gap_4_weeks_ago
                ]) as week_gap
            where week_gap is not null
            order by week_gap desc
        ) as week_gaps,
    from with_history
    where
        gap_count >= {{ nightledger.setting('cadence_minimum_runs') }}
        and first_started_at <= timestamp_sub(
            started_at, interval {{ nightledger.setting('cadence_minimum_days') }} day
        )
),

with_distances as (
    select
        *,
        {{ nightledger.distances_from('median_seconds', 'gaps') }} as distances,
        array_length(week_gaps) - 1 as last_week,
    from with_median
),

with_spread as (
    select
        *,
        1.4826 * {{ nightledger.median_of('distances') }} as spread_seconds,
        week_gaps[safe_offset(div(last_week, 2))] as week_gap_seconds,
    from with_distances
),

expecting as (
    select
        *,
        greatest(median_seconds, coalesce(week_gap_seconds, longest_gap_seconds))
            as expected_seconds,
        greatest(
            {{ nightledger.setting('cadence_tolerance_minutes') }} * 60,
            {{ nightledger.setting('cadence_tolerance_pct') }} / 100 * median_seconds,
            3 * spread_seconds
        ) as tolerance_seconds,
    from with_spread
    where
        spread_seconds
        <= {{ nightledger.setting('cadence_spread_pct') }} / 100 * median_seconds
),

timed as (
    select
        *,
        timestamp_add(started_at, interval cast(expected_seconds as int64) second) as expected_at,
        timestamp_add(
            started_at, interval cast(expected_seconds + tolerance_seconds as int64) second
        ) as own_deadline_at,
        timestamp_add(
            head_next_started_at,
            interval cast(
                {{ nightledger.seconds_between('head_started_at', 'started_at') }}
                + tolerance_seconds as int64
            ) second
        ) as head_deadline_at,
    from expecting
),

final as (
    select
        environment,
        run_key,
        run_name,
        run_id,
        started_at,
        expected_at,
        if(
            head_run_key = run_key, own_deadline_at, greatest(own_deadline_at, head_deadline_at)
        ) as deadline_at,
        next_started_at,
        next_run_id,
        gap_count,
        median_seconds,
        expected_seconds,
    from timed
    where head_run_key = run_key or head_next_started_at is not null
)

select * from final
