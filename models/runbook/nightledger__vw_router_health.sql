-- one row: whether the router lives, and whether what it sends arrives
with

ticks as (
    select * from {{ ref('nightledger', 'nightledger__stg_router_ticks') }}
),

deliveries as (
    select * from {{ ref('nightledger', 'nightledger__stg_alert_deliveries') }}
),

last_ticks as (
    select
        max(occurred_at) as last_tick_at,
        max(if(outcome != 'failed', occurred_at, null)) as last_good_tick_at,
        countif(
            outcome = 'failed'
            and occurred_at > timestamp_sub(current_timestamp(), interval 1 hour)
        ) as failed_ticks_last_hour,
    from ticks
),

last_attempts as (
    select
        countif(event = 'accepted') as accepted_count,
        countif(event in ('retryable', 'permanent', 'unknown')) as failed_count,
    from deliveries
    where occurred_at > timestamp_sub(current_timestamp(), interval 15 minute)
),

last_errors as (
    select error
    from ticks
    where outcome = 'failed'
    qualify row_number() over (order by occurred_at desc) = 1
),

final as (
    select
        case
            when last_ticks.last_tick_at is null then 'never ran'
            when
                last_ticks.last_tick_at < timestamp_sub(
                    current_timestamp(),
                    interval {{ nightledger.setting('router_dead_minutes') }} minute
                )
                then 'dead'
            when
                last_ticks.last_good_tick_at is null
                or last_ticks.last_good_tick_at < timestamp_sub(
                    current_timestamp(),
                    interval {{ nightledger.setting('router_dead_minutes') }} minute
                )
                then 'failing'
            when
                100 * last_attempts.failed_count
                > {{ nightledger.setting('receiver_failed_pct') }}
                * (last_attempts.failed_count + last_attempts.accepted_count)
                then 'deliveries fail'
            else 'healthy'
        end as state,
        last_ticks.last_tick_at,
        last_ticks.last_good_tick_at,
        last_ticks.failed_ticks_last_hour,
        last_errors.error as last_error,
        last_attempts.accepted_count as accepted_last_15_minutes,
        last_attempts.failed_count as failed_last_15_minutes,
    from last_ticks
    cross join last_attempts
    left join last_errors on true
)

select * from final
