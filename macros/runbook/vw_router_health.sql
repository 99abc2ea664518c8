{# One row: whether the router lives, and whether what it sends arrives. #}
{% macro vw_router_health() -%}
{%- set dead_minutes = nightledger.setting('router_dead_minutes') -%}
with last_ticks as (
    select
        max(occurred_at) as last_tick_at,
        max(if(outcome != 'failed', occurred_at, null)) as last_good_tick_at,
        array_agg(
            if(outcome = 'failed', error, null)
            order by if(outcome = 'failed', 0, 1), occurred_at desc
            limit 1
        )[safe_offset(0)] as last_error,
    from {{ nightledger.relation('router_ticks') }}
    where recorded_at >= {{ nightledger.view_window() }}
),

last_attempts as (
    select
        coalesce(sum(if(event = 'accepted', 1, 0)), 0) as accepted_count,
        coalesce(
            sum(if(event in ('retryable', 'refused', 'permanent', 'unknown'), 1, 0)), 0
        ) as failed_count,
    from {{ nightledger.relation('alert_deliveries') }}
    where
        recorded_at >= {{ nightledger.days_ago(1) }}
        and occurred_at > timestamp_sub(current_timestamp(), interval 15 minute)
),

last_look as (
    {{ nightledger.as_of() }}
)

select
    case
        when last_ticks.last_tick_at is null then 'never ran'
        when
            last_ticks.last_tick_at < timestamp_sub(
                current_timestamp(), interval {{ dead_minutes }} minute
            )
            then 'dead'
        when
            last_ticks.last_good_tick_at is null
            or last_ticks.last_good_tick_at < timestamp_sub(
                current_timestamp(), interval {{ dead_minutes }} minute
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
    last_ticks.last_error,
    last_attempts.accepted_count as accepted_last_15_minutes,
    last_attempts.failed_count as failed_last_15_minutes,
    last_look.as_of,
from last_ticks
cross join last_attempts
cross join last_look
{%- endmacro %}
