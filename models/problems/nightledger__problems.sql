-- one row per episode: from the first time something was bad until it was good again
with

sightings as (
    select * from {{ ref('nightledger', 'nightledger__sightings') }}
),

offending_values as (
    select * from {{ ref('nightledger', 'nightledger__offending_values') }}
),

latest_evidence as (
    select *
    from sightings
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
        latest_evidence.is_event,
        latest_evidence.opened_at,
        latest_evidence.last_seen_at,
        latest_evidence.resolved_at,
        latest_evidence.last_green_at,
        latest_evidence.green_before_opening_at as green_before_at,
        latest_evidence.occurrence_count,
        latest_evidence.change_count,
        latest_evidence.severity,
        case latest_evidence.worst_severity_rank
            when 1 then 'critical' when 2 then 'error' else 'warn'
        end as worst_severity,
        latest_evidence.is_critical,
        latest_evidence.owner,
        latest_evidence.tags,
        latest_evidence.runbook_url,
        latest_evidence.error_class,
        latest_evidence.message,
        latest_evidence.failure_count,
        offending_values.offending_values,
        latest_evidence.strip,
        latest_evidence.alerts,
        latest_evidence.invocation_id,
        latest_evidence.green_invocation_id,
    from latest_evidence
    left join offending_values
        on
            latest_evidence.invocation_id = offending_values.invocation_id
            and latest_evidence.subject_id = offending_values.unique_id
)

select * from final
