-- one row per check of an asset: its last `strip_days` days, the last one being today
-- `observed` is read often: it is recursive, so that BigQuery keeps it, and never adds a row.
with recursive

observations as (
    select * from {{ ref('nightledger', 'nightledger__observations') }}
),

days as (
    select day
    from
        unnest(
            generate_date_array(
                date_sub(
                    date(current_timestamp()),
                    interval {{ nightledger.setting('strip_days') - 1 }} day
                ),
                date(current_timestamp())
            )
        ) as day
),

-- what was not looked at is no change: it has a partition of its own
sightings as (
    select
        *,
        date(observed_at) as day,
        lag(outcome) over (
            partition by fingerprint, outcome != 'not looked' order by observed_at, invocation_id
        ) as previous_outcome,
        row_number() over (
            partition by fingerprint
            order by if(outcome = 'not looked', 1, 0), observed_at desc, invocation_id desc
        ) as recency,
    from observations
    where
        kind in ('test', 'node', 'freshness', 'check')
        -- dbt's tests are here by themselves, not as checks of Dagster's too
        and not (kind = 'check' and outcome = 'not looked')
        and date(observed_at) >= date_sub(
            date(current_timestamp()), interval {{ nightledger.setting('strip_days') - 1 }} day
        )
),

observed as (
    select * from sightings
    union all
    select * from observed
    where false
),

daily as (
    select
        fingerprint,
        day,
        countif(outcome = 'ok') as ok_count,
        countif(severity = 'warn') as warned_count,
        countif(severity in ('critical', 'error')) as failed_count,
        max(failure_count) as failure_count,
        countif(outcome != previous_outcome) as change_count,
    from observed
    group by fingerprint, day
),

-- the last time it was looked at; if never, any
checks as (
    select * from observed
    where recency = 1
),

-- every check on every day of the strip, looked at or not
check_days as (
    select
        checks.fingerprint,
        days.day,
        case
            when daily.failed_count > 0 then '✗'
            when daily.warned_count > 0 then '!'
            when daily.ok_count > 0 then '✓'
            else '·'
        end as mark,
        coalesce(daily.failed_count + daily.warned_count, 0) as bad_count,
        daily.failure_count,
        coalesce(daily.change_count, 0) as change_count,
    from checks
    cross join days
    left join daily
        on
            checks.fingerprint = daily.fingerprint
            and days.day = daily.day
),

strips as (
    select
        fingerprint,
        string_agg(mark, '' order by day) as strip,
        countif(bad_count > 0) as days_failed,
        sum(change_count) as change_count,
        string_agg(
            cast(greatest(bad_count, coalesce(failure_count, 0)) as string), ' ' order by day
        ) as failures_per_day,
    from check_days
    group by fingerprint
),

final as (
    select
        checks.fingerprint,
        checks.environment,
        checks.kind,
        checks.subject_id,
        checks.asset_name,
        checks.check_name,
        checks.column_name,
        checks.outcome,
        checks.observed_at,
        checks.failure_count,
        checks.owner,
        checks.is_critical,
        strips.strip,
        strips.days_failed,
        strips.change_count,
        strips.failures_per_day,
    from checks
    inner join strips on checks.fingerprint = strips.fingerprint
)

select * from final
