-- one row per episode: from the first time something was bad until it was good again
with

observations as (
    select * from {{ ref('nightledger', 'nightledger__observations') }}
),

offending_values as (
    select * from {{ ref('nightledger', 'nightledger__offending_values') }}
),

-- what was not looked at says nothing: it opens no episode and ends none
looked_at as (
    select
        *,
        lag(outcome) over (
            partition by fingerprint order by observed_at, invocation_id
        ) as previous_outcome,
    from observations
    where outcome != 'not looked'
),

numbered as (
    select
        *,
        sum(if(outcome = 'bad' and coalesce(previous_outcome, 'ok') = 'ok', 1, 0)) over (
            partition by fingerprint
            order by observed_at, invocation_id
            rows between unbounded preceding and current row
        ) as episode_number,
        max(if(outcome = 'ok', observed_at, null)) over (
            partition by fingerprint
        ) as last_green_at,
        sum(
            if(
                outcome != previous_outcome
                and observed_at >= timestamp_sub(
                    current_timestamp(), interval {{ nightledger.setting('strip_days') }} day
                ),
                1, 0
            )
        ) over (partition by fingerprint) as change_count,
    from looked_at
),

-- an episode begins with its bad rows and goes on with good ones until the next; 0 is before any
episodes as (
    select
        *,
        max(episode_number) over (partition by fingerprint) as last_episode_number,
        min(if(outcome = 'bad', observed_at, null)) over episode as opened_at,
        max(if(outcome = 'bad', observed_at, null)) over episode as last_seen_at,
        min(if(outcome = 'ok', observed_at, null)) over episode as resolved_at,
        sum(if(outcome = 'bad', 1, 0)) over episode as occurrence_count,
    from numbered
    where episode_number > 0
    window episode as (partition by fingerprint, episode_number)
),

latest_evidence as (
    select *
    from episodes
    where outcome = 'bad'
    qualify
        row_number() over (
            partition by fingerprint, episode_number
            order by observed_at desc, invocation_id desc
        ) = 1
),

final as (
    select
        latest_evidence.fingerprint,
        latest_evidence.environment,
        latest_evidence.kind,
        latest_evidence.subject_id,
        latest_evidence.subject_name,
        latest_evidence.asset_id,
        latest_evidence.asset_name,
        latest_evidence.check_name,
        latest_evidence.column_name,
        latest_evidence.episode_number = latest_evidence.last_episode_number as is_latest,
        latest_evidence.resolved_at is null as is_open,
        latest_evidence.opened_at,
        latest_evidence.last_seen_at,
        latest_evidence.resolved_at,
        latest_evidence.last_green_at,
        latest_evidence.occurrence_count,
        latest_evidence.change_count,
        latest_evidence.severity,
        latest_evidence.is_critical,
        latest_evidence.owner,
        latest_evidence.runbook_url,
        latest_evidence.error_class,
        latest_evidence.message,
        latest_evidence.failure_count,
        offending_values.offending_values,
        latest_evidence.invocation_id,
    from latest_evidence
    left join offending_values
        on
            latest_evidence.invocation_id = offending_values.invocation_id
            and latest_evidence.subject_id = offending_values.unique_id
)

select * from final
