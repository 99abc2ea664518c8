-- one row per receiver, and per group and problem it was told about: when that was last
with

deliveries as (
    select * from {{ ref('nightledger', 'nightledger__stg_alert_deliveries') }}
    where
        occurred_at >= timestamp_sub(
            current_timestamp(), interval {{ nightledger.setting('alert_days') }} day
        )
),

receivers as (
    select
        'receiver' as history,
        receiver,
        cast(null as string) as subject,
        max(if(event = 'claimed', occurred_at, null)) as last_sent_at,
        countif(
            event = 'claimed'
            and occurred_at > timestamp_sub(current_timestamp(), interval 1 hour)
        ) as sent_last_hour,
        if(
            max(if(event = 'accepted', occurred_at, null))
            >= max(if(response_code = 429, occurred_at, null)),
            null, max(if(response_code = 429, retry_at, null))
        ) as retry_at,
    from deliveries
    where receiver is not null
    group by receiver
),

told_groups as (
    select
        'group' as history,
        receiver,
        group_key as subject,
        max(occurred_at) as last_sent_at,
        cast(null as int64) as sent_last_hour,
        cast(null as timestamp) as retry_at,
    from deliveries
    where event = 'claimed' and group_key is not null
    group by receiver, group_key
),

problems as (
    select
        'problem' as history,
        deliveries.receiver,
        fingerprint as subject,
        max(deliveries.occurred_at) as last_sent_at,
        cast(null as int64) as sent_last_hour,
        cast(null as timestamp) as retry_at,
    from deliveries
    cross join unnest(deliveries.fingerprints) as fingerprint
    where deliveries.event = 'accepted'
    group by deliveries.receiver, fingerprint
),

final as (
    select * from receivers
    union all
    select * from told_groups
    union all
    select * from problems
)

select * from final
