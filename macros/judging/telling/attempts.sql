{#
    CTEs that end in `attempts`: one row per attempt to tell an endpoint (a receiver, or one mail
    address of it), with what came of it; and `carried`: what each endpoint knew when that was last
    carried forward.

    since: SQL of the earliest `recorded_at` to read: a day before the newest carried rows. Of two
    ticks that claimed the same number the first owns it. is_new: the
    carried row does not contain it. ended_at is null, and event `nothing`, while nobody knows
    what came of an attempt: it is under way, or its process died.
#}
{% macro attempts(since) -%}
delivered as (
    select *, coalesce(recipient, '') as address,
    from {{ nightledger.relation('alert_deliveries') }}
    where recorded_at >= {{ since }} and event != 'suppressed'
),

carried as (
    select
        receiver,
        address,
        recorded_at as carried_at,
        told,
        health,
        cast(json_value(health.settled_sequence) as int64) as settled_sequence,
    from delivered
    where event = 'carried'
    qualify row_number() over (
        partition by receiver, address order by recorded_at desc, tick_id
    ) = 1
),

claims as (
    select * from delivered
    where event = 'claimed'
    qualify row_number() over (
        partition by receiver, address, sequence order by recorded_at, tick_id
    ) = 1
),

outcomes as (
    select * from delivered
    where event not in ('claimed', 'carried')
    qualify row_number() over (
        partition by receiver, address, sequence, tick_id order by recorded_at
    ) = 1
),

attempts as (
    select
        claims.receiver,
        claims.address,
        claims.sequence,
        claims.environment,
        claims.group_key,
        claims.as_of,
        claims.told,
        claims.occurred_at as claimed_at,
        coalesce(outcomes.event, 'nothing') as event,
        outcomes.occurred_at as ended_at,
        outcomes.retry_at,
        claims.sequence > coalesce(carried.settled_sequence, 0) as is_new,
    from claims
    left join outcomes
        on
            claims.receiver = outcomes.receiver
            and claims.address = outcomes.address
            and claims.sequence = outcomes.sequence
            and claims.tick_id = outcomes.tick_id
    left join carried
        on claims.receiver = carried.receiver and claims.address = carried.address
)
{%- endmacro %}
