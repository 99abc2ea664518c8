-- one row per environment and day: every notification that came in, and what became of it
with

alert_states as (
    select * from {{ ref('nightledger', 'nightledger__alert_states') }}
),

counted as (
    select
        environment,
        date(due_at) as day,
        count(*) as in_count,
        countif(state = 'accepted') as accepted_count,
        countif(state = 'suppressed') as suppressed_count,
        countif(state = 'quarantined') as quarantined_count,
        countif(state = 'pending') as pending_count,
        min(if(state = 'pending', due_at, null)) as oldest_pending_at,
    from alert_states
    group by environment, day
),

causes as (
    select
        environment,
        date(due_at) as day,
        coalesce(cause, 'no cause given') as cause,
        count(*) as cause_count,
    from alert_states
    where state = 'suppressed'
    group by environment, day, cause
),

cause_lists as (
    select
        environment,
        day,
        string_agg(
            concat(cast(cause_count as string), ' ', cause), ', '
            order by cause_count desc, cause asc
        ) as suppressed_because,
    from causes
    group by environment, day
),

final as (
    select
        counted.day,
        counted.environment,
        counted.in_count,
        counted.accepted_count,
        counted.suppressed_count,
        cause_lists.suppressed_because,
        counted.quarantined_count,
        counted.pending_count,
        counted.oldest_pending_at,
        counted.in_count = counted.accepted_count + counted.suppressed_count
        + counted.quarantined_count + counted.pending_count as is_balanced,
    from counted
    left join cause_lists
        on
            counted.environment = cause_lists.environment
            and counted.day = cause_lists.day
)

select * from final
