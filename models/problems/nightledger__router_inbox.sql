-- one row per thing the router has to know in a tick, as a JSON document: one query tells it all
with

pending_notifications as (
    select * from {{ ref('nightledger', 'nightledger__pending_notifications') }}
),

open_deliveries as (
    select * from {{ ref('nightledger', 'nightledger__open_deliveries') }}
),

receiver_histories as (
    select * from {{ ref('nightledger', 'nightledger__receiver_histories') }}
),

final as (
    select
        'clock' as item,
        to_json_string(
            struct(
                current_timestamp() as now,
                '{{ nightledger.package_version() }}' as package_version
            )
        ) as document,
    union all
    select
        'notification' as item,
        to_json_string(pending_notifications) as document,
    from pending_notifications
    union all
    select
        'delivery' as item,
        to_json_string(open_deliveries) as document,
    from open_deliveries
    union all
    select
        'history' as item,
        to_json_string(receiver_histories) as document,
    from receiver_histories
)

select * from final
