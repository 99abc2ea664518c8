-- one row per notification of the last `alert_days` days, and what became of it
-- One on its way is withdrawn when it is not to be said any more.
with

notifications as (
    select * from {{ ref('nightledger', 'nightledger__notifications') }}
),

states as (
    select * from {{ ref('nightledger', 'nightledger__notification_states') }}
),

final as (
    select
        notifications.notification_id,
        notifications.fingerprint,
        notifications.environment,
        notifications.kind,
        notifications.subject_name,
        notifications.reason,
        notifications.due_at,
        notifications.opened_at,
        notifications.resolved_at,
        notifications.suppressed_because,
        notifications.silence_id,
        notifications.inhibited_by,
        notifications.invocation_id,
        notifications.subject_id,
        notifications.asset_id,
        notifications.asset_name,
        notifications.check_name,
        notifications.column_name,
        notifications.severity,
        notifications.owner,
        notifications.tags,
        notifications.runbook_url,
        notifications.error_class,
        notifications.message,
        notifications.failure_count,
        notifications.last_seen_at,
        notifications.last_green_at,
        notifications.occurrence_count,
        notifications.change_count,
        notifications.strip,
        notifications.seen_invocation_id,
        notifications.green_invocation_id,
        states.receivers,
        states.settled_receivers,
        states.accepted_at,
        case
            when states.state != 'pending' then states.state
            when notifications.suppressed_because is null then 'pending'
            when states.accepted_at is not null then 'accepted'
            else 'suppressed'
        end as state,
        case
            when states.state in ('accepted', 'quarantined') or states.cause is not null
                then states.cause
            else notifications.suppressed_because
        end as cause,
    from notifications
    left join states on notifications.notification_id = states.notification_id
)

select * from final
