-- one row per silence, with the time it held or holds
with

entries as (
    select * from {{ ref('nightledger', 'nightledger__stg_alert_silences') }}
),

ended as (
    select
        silence_id,
        min(ends_at) as ended_at,
        max(created_by) as ended_by,
    from entries
    where event = 'ended'
    group by silence_id
),

final as (
    select
        entries.silence_id,
        entries.starts_at,
        least(entries.ends_at, coalesce(ended.ended_at, entries.ends_at)) as ends_at,
        entries.matched_environment,
        entries.severity,
        entries.kind,
        entries.asset,
        entries.subject,
        entries.owner,
        entries.tag,
        entries.created_by,
        entries.comment,
        entries.occurred_at as created_at,
        ended.ended_by,
    from entries
    left join ended on entries.silence_id = ended.silence_id
    where entries.event = 'created'
)

select * from final
