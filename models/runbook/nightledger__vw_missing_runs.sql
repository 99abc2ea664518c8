-- one row per expectation of a run that is not met, or was met late or given up lately
with

expected_runs as (
    select * from {{ ref('nightledger', 'nightledger__expected_runs') }}
    where deadline_at <= current_timestamp()
),

with_end as (
    select
        *,
        least(coalesce(met_at, retired_at), coalesce(retired_at, met_at)) as ended_at,
        timestamp_diff(coalesce(met_at, current_timestamp()), expected_at, second) as late_seconds,
    from expected_runs
),

final as (
    select
        subject_name as what_is_missing,
        case
            when retired_at is not null and ended_at = retired_at then 'given up'
            when met_at is not null then 'came late'
            when kind = 'late run' then 'late'
            else 'missing'
        end as state,
        kind,
        expected_at,
        deadline_at,
        {{ nightledger.rounded_duration('late_seconds') }} as how_late,
        late_seconds,
        source as expected_by,
        why as why_expected,
        last_started_at,
        met_at,
        severity,
        owner,
        environment,
        subject_id,
        last_run_id,
    from with_end
    where
        ended_at is null
        or ended_at >= timestamp_sub(
            current_timestamp(), interval {{ nightledger.setting('strip_days') }} day
        )
)

select * from final
