-- one row per notification that has not reached everybody it should
with

alert_states as (
    select * from {{ ref('nightledger', 'nightledger__alert_states') }}
    where state = 'pending'
),

offending_values as (
    select * from {{ ref('nightledger', 'nightledger__offending_values') }}
),

downstream_summaries as (
    select * from {{ ref('nightledger', 'nightledger__downstream_summaries') }}
),

consequences as (
    select * from {{ ref('nightledger', 'nightledger__consequences') }}
),

runs as (
    select * from {{ ref('nightledger', 'nightledger__run_links') }}
),

node_results as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_node_results') }}
),

test_results as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_test_results') }}
),

notices as (
    select * from {{ ref('nightledger', 'nightledger__stg_alert_notices') }}
),

-- what they are about, as it was seen last
pending as (
    select
        alert_states.* except (invocation_id, seen_invocation_id),
        alert_states.invocation_id as told_invocation_id,
        alert_states.seen_invocation_id as invocation_id,
        offending_values.offending_values,
    from alert_states
    left join offending_values
        on
            alert_states.seen_invocation_id = offending_values.invocation_id
            and alert_states.subject_id = offending_values.unique_id
),

{{ nightledger.evidence_of('pending') }},

-- a resolution names the run that resolved it, everything else the run that failed last
final as (
    select
        evidence.notification_id,
        evidence.fingerprint,
        evidence.reason,
        evidence.due_at,
        evidence.environment,
        evidence.kind,
        evidence.subject_name,
        evidence.severity,
        evidence.urgency,
        evidence.reason not in ('resolved', 'settled')
        or (evidence.reason = 'settled' and evidence.resolved_at is null) as is_firing,
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
            evidence.reason = 'resolved',
            coalesce(told_runs.run_id, evidence.told_invocation_id), evidence.run_id
        ) as run_id,
        if(evidence.reason = 'resolved', told_runs.run_name, evidence.run_name) as run_name,
        if(evidence.reason = 'resolved', told_runs.run_url, evidence.run_url) as run_url,
        if(
            evidence.reason = 'resolved', told_runs.artifacts_url, evidence.artifacts_url
        ) as artifacts_url,
        evidence.runbook_url,
        evidence.receivers,
        evidence.settled_receivers,
    from evidence
    left join runs as told_runs on evidence.told_invocation_id = told_runs.invocation_id
)

select * from final
