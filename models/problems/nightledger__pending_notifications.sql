-- one row per notification that has not reached everybody it should
with

alert_states as (
    select * from {{ ref('nightledger', 'nightledger__alert_states') }}
    where state = 'pending'
),

evidence as (
    select * from {{ ref('nightledger', 'nightledger__evidence') }}
),

runs as (
    select * from {{ ref('nightledger', 'nightledger__run_links') }}
),

-- a resolution names the run that resolved it, everything else the run that failed last
final as (
    select
        alert_states.notification_id,
        alert_states.fingerprint,
        alert_states.reason,
        alert_states.due_at,
        alert_states.environment,
        alert_states.kind,
        evidence.subject_name,
        evidence.severity,
        evidence.urgency,
        alert_states.reason not in ('resolved', 'settled')
        or (alert_states.reason = 'settled' and evidence.is_open) as is_firing,
        evidence.opened_at,
        evidence.last_seen_at,
        evidence.resolved_at,
        evidence.last_green_at,
        evidence.asset_name,
        evidence.check_name,
        evidence.column_name,
        evidence.owner,
        evidence.tags,
        evidence.occurrence_count,
        evidence.change_count,
        evidence.error_class,
        evidence.message,
        evidence.failure_count,
        evidence.offending_values,
        evidence.sample,
        evidence.strip,
        evidence.downstream,
        evidence.downstream_count,
        evidence.exposures,
        evidence.consequences,
        evidence.consequence_count,
        evidence.changes,
        if(
            alert_states.reason = 'resolved',
            coalesce(runs.run_id, alert_states.invocation_id), evidence.run_id
        ) as run_id,
        if(alert_states.reason = 'resolved', runs.run_name, evidence.run_name) as run_name,
        if(alert_states.reason = 'resolved', runs.run_url, evidence.run_url) as run_url,
        if(
            alert_states.reason = 'resolved', runs.artifacts_url, evidence.artifacts_url
        ) as artifacts_url,
        evidence.runbook_url,
        alert_states.receivers,
        alert_states.settled_receivers,
    from alert_states
    inner join evidence
        on
            alert_states.fingerprint = evidence.fingerprint
            and alert_states.opened_at = evidence.opened_at
    left join runs on alert_states.invocation_id = runs.invocation_id
)

select * from final
