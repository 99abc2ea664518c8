-- one row per notification the router has dealt with, from every row about it
with

deliveries as (
    select * from {{ ref('nightledger', 'nightledger__stg_alert_deliveries') }}
),

entries as (
    select
        notification_id,
        deliveries.environment,
        deliveries.event,
        coalesce(deliveries.receiver, '') as receiver,
        deliveries.recipient,
        deliveries.receivers,
        deliveries.cause,
        deliveries.occurred_at,
    from deliveries
    cross join unnest(deliveries.notification_ids) as notification_id
),

routes as (
    select distinct
        entries.notification_id,
        routed_receiver as receiver,
    from entries
    cross join unnest(entries.receivers) as routed_receiver
    where entries.event = 'routed'
    union distinct
    select
        notification_id,
        receiver,
    from entries
    where event = 'quarantined'
),

-- a recipient is settled by what came of it last; all of a receiver's have to be
recipients as (
    select
        notification_id,
        receiver,
        coalesce(recipient, '') as recipient,
        max(if(event = 'accepted', occurred_at, null)) as accepted_at,
        countif(event = 'suppressed') > 0 as is_suppressed,
        countif(event = 'handed_over') > 0 as is_handed_over,
        countif(event = 'quarantined') > 0 as is_quarantined,
        max(if(event in ('suppressed', 'quarantined'), cause, null)) as cause,
    from entries
    where event != 'routed'
    group by notification_id, receiver, recipient
),

receivers as (
    select
        notification_id,
        receiver,
        min(accepted_at) as accepted_at,
        logical_or(is_quarantined) as is_quarantined,
        max(cause) as cause,
        logical_and(
            accepted_at is not null or is_suppressed or is_handed_over or is_quarantined
        ) as is_settled,
    from recipients
    group by notification_id, receiver
),

final as (
    select
        routes.notification_id,
        array_agg(routes.receiver order by routes.receiver) as receivers,
        array_agg(
            if(coalesce(receivers.is_settled, false), routes.receiver, null) ignore nulls
            order by routes.receiver
        ) as settled_receivers,
        min(receivers.accepted_at) as accepted_at,
        max(receivers.cause) as cause,
        case
            when logical_or(not coalesce(receivers.is_settled, false)) then 'pending'
            when countif(receivers.accepted_at is not null) > 0 then 'accepted'
            when logical_or(coalesce(receivers.is_quarantined, false)) then 'quarantined'
            else 'suppressed'
        end as state,
    from routes
    left join receivers
        on
            routes.notification_id = receivers.notification_id
            and routes.receiver = receivers.receiver
    group by routes.notification_id
)

select * from final
