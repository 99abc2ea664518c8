-- one row per message and target that was tried and is not over
with

deliveries as (
    select * from {{ ref('nightledger', 'nightledger__stg_alert_deliveries') }}
),

steps as (
    select
        *,
        coalesce(recipient, '') as target,
    from deliveries
    where
        event in (
            'claimed', 'accepted', 'retryable', 'permanent', 'unknown', 'handed_over',
            'suppressed', 'quarantined'
        )
        and message_id is not null
),

targets as (
    select
        *,
        sum(
            if(event in ('accepted', 'handed_over', 'suppressed', 'quarantined'), 1, 0)
        ) over whole as over_count,
        sum(if(event = 'unknown', 1, 0)) over whole as unknown_count,
        min(if(event = 'claimed', occurred_at, null)) over whole as first_claimed_at,
    from steps
    window whole as (partition by message_id, receiver, target)
),

-- of an attempt, what came of it says more than that it was made
final as (
    select
        message_id,
        receiver,
        recipient,
        environment,
        group_key,
        reason,
        notification_ids,
        event as state,
        attempt,
        unknown_count,
        first_claimed_at,
        occurred_at as last_event_at,
        retry_at,
    from targets
    where over_count = 0 and first_claimed_at is not null
    qualify
        row_number() over (
            partition by message_id, receiver, target
            order by attempt desc, if(event = 'claimed', 1, 0), occurred_at desc
        ) = 1
)

select * from final
