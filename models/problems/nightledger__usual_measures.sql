-- one row per refresh of an asset, with what was usual in the refreshes before it
-- Rows are judged against the median of the last loads, give or take what they usually differ.
-- What fits the same time of the week before is usual too: a quiet Sunday is no news.
{%- set week = 7 * 86400 %}
{%- set about = 7200 %}
{%- set mads = nightledger.setting('row_count_mads') %}
{%- set minimum = nightledger.setting('row_count_minimum_history') %}
with

measures as (
    select * from {{ ref('nightledger', 'nightledger__measures') }}
),

with_history as (
    select
        *,
        count(row_count) over before as known_count,
        sum(if(row_count = 0, 1, 0)) over before as empty_count,
        min(row_count) over before as lowest_count,
        max(row_count) over before as highest_count,
        array_agg(row_count) over before as row_counts,
        count(duration_seconds) over before as known_duration_count,
        max(duration_seconds) over before as longest_seconds,
        array_agg(duration_seconds) over before as durations,
        min(row_count) over one_week_ago as lowest_1_weeks_ago,
        max(row_count) over one_week_ago as highest_1_weeks_ago,
        min(row_count) over two_weeks_ago as lowest_2_weeks_ago,
        max(row_count) over two_weeks_ago as highest_2_weeks_ago,
    from measures
    window
        before as (
            partition by environment, asset_id order by measured_at, invocation_id
            rows between {{ nightledger.setting('usual_loads') }} preceding and 1 preceding
        ),
        one_week_ago as (
            partition by environment, asset_id order by unix_seconds(measured_at)
            range between {{ week + about }} preceding and {{ week - about }} preceding
        ),
        two_weeks_ago as (
            partition by environment, asset_id order by unix_seconds(measured_at)
            range between {{ 2 * week + about }} preceding and {{ 2 * week - about }} preceding
        )
),

with_medians as (
    select
        *,
        if(
            row_count is not null and known_count >= {{ minimum }},
            {{ nightledger.median_of('row_counts') }}, null
        ) as usual_row_count,
        if(
            duration_seconds is not null and known_duration_count >= {{ minimum }},
            {{ nightledger.median_of('durations') }}, null
        ) as usual_seconds,
    from with_history
),

with_distances as (
    select
        *,
        {{ nightledger.distances_from('usual_row_count', 'row_counts') }} as distances,
    from with_medians
),

with_spread as (
    select
        *,
        1.4826 * {{ nightledger.median_of('distances') }} as row_count_spread,
    from with_distances
),

-- chance alone moves a count by its square root: never taken for steadier than that
with_band as (
    select
        *,
        greatest(
            {{ mads }} * greatest(row_count_spread, sqrt(usual_row_count)),
            {{ nightledger.setting('row_count_tolerance_pct') }} / 100 * usual_row_count
        ) as band,
        {{ nightledger.alert_rule_number('min_rows', 'null', 0, 1000000000000000) }} as min_rows,
        {{ nightledger.alert_rule_number('max_rows', 'null', 0, 1000000000000000) }} as max_rows,
    from with_spread
),

final as (
    select
        environment,
        asset_id,
        asset_name,
        invocation_id,
        measured_at,
        row_count,
        duration_seconds,
        usual_row_count,
        lowest_count,
        highest_count,
        known_count,
        greatest(0, ceil(usual_row_count - band)) as band_from,
        floor(usual_row_count + band) as band_to,
        min_rows,
        max_rows,
        case
            when row_count is null then null
            when min_rows is not null or max_rows is not null
                then
                    case
                        when row_count < min_rows then 'too few'
                        when row_count > max_rows then 'too many'
                        else 'usual'
                    end
            when usual_row_count is null then null
            when
                row_count = 0
                and 5 * empty_count < known_count
                and (usual_row_count >= 10 or row_count_spread = 0)
                and usual_row_count > 0
                and coalesce(least(lowest_1_weeks_ago, lowest_2_weeks_ago), lowest_1_weeks_ago, 1)
                > 0
                then 'empty'
            when abs(row_count - usual_row_count) <= band then 'usual'
            when
                row_count between
                least(lowest_1_weeks_ago, coalesce(lowest_2_weeks_ago, lowest_1_weeks_ago))
                * (1 - {{ nightledger.setting('row_count_tolerance_pct') }} / 100)
                and
                greatest(highest_1_weeks_ago, coalesce(highest_2_weeks_ago, highest_1_weeks_ago))
                * (1 + {{ nightledger.setting('row_count_tolerance_pct') }} / 100)
                then 'usual'
            when row_count < usual_row_count then 'few'
            else 'many'
        end as row_count_state,
        usual_seconds,
        longest_seconds,
        known_duration_count,
        case
            when usual_seconds is null then null
            when
                duration_seconds >= {{ nightledger.setting('slow_alert_seconds') }}
                and duration_seconds
                > {{ nightledger.setting('slow_alert_ratio') }} * usual_seconds
                then 'slow'
            else 'usual'
        end as duration_state,
        is_critical,
        owner,
        tags,
        runbook_url,
        alerts,
    from with_band
)

select * from final
