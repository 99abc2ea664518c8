-- one row per silence of the last `history_days` days
with

silences as (
    select * from {{ ref('nightledger', 'nightledger__silences') }}
),

alert_states as (
    select * from {{ ref('nightledger', 'nightledger__alert_states') }}
),

held_back as (
    select
        silence_id,
        count(*) as notification_count,
        count(distinct fingerprint) as problem_count,
    from alert_states
    where silence_id is not null and state = 'suppressed'
    group by silence_id
),

final as (
    select
        case
            when silences.ends_at <= current_timestamp() then 'expired'
            when silences.starts_at > current_timestamp() then 'planned'
            else 'active'
        end as state,
        coalesce(
            nullif(
                array_to_string(
                    [
                        concat('severity ', silences.severity),
                        concat('kind ', silences.kind),
                        concat('asset ', silences.asset),
                        concat('subject ', silences.subject),
                        concat('owner ', silences.owner),
                        concat('tag ', silences.tag),
                        concat('environment ', silences.matched_environment)
                    ],
                    ', '
                ),
                ''
            ),
            'everything'
        ) as what,
        silences.starts_at,
        silences.ends_at,
        silences.comment,
        silences.created_by,
        silences.created_at,
        silences.ended_by,
        coalesce(held_back.problem_count, 0) as problem_count,
        coalesce(held_back.notification_count, 0) as notification_count,
        silences.silence_id,
    from silences
    left join held_back on silences.silence_id = held_back.silence_id
)

select * from final
