-- one row per problem that is open now
with

evidence as (
    select * from {{ ref('nightledger', 'nightledger__evidence') }}
    where is_open
),

alert_states as (
    select * from {{ ref('nightledger', 'nightledger__alert_states') }}
),

deliveries as (
    select * from {{ ref('nightledger', 'nightledger__stg_alert_deliveries') }}
),

accepted as (
    select
        fingerprint,
        deliveries.occurred_at,
    from deliveries
    cross join unnest(deliveries.fingerprints) as fingerprint
    where deliveries.event = 'accepted' and deliveries.reason != 'resolved'
),

told as (
    select
        evidence.fingerprint,
        min(accepted.occurred_at) as first_told_at,
    from evidence
    inner join accepted
        on
            evidence.fingerprint = accepted.fingerprint
            and evidence.opened_at <= accepted.occurred_at
    group by evidence.fingerprint
),

untold as (
    select
        fingerprint,
        opened_at,
        countif(state = 'pending') as pending_count,
        max(if(state = 'suppressed', cause, null)) as suppressed_because,
        max(silence_id) as silence_id,
        max(inhibited_by) as inhibited_by,
    from alert_states
    group by fingerprint, opened_at
),

final as (
    select
        evidence.subject_name as what_is_wrong,
        evidence.severity,
        evidence.urgency,
        evidence.opened_at,
        {{ nightledger.duration_text(
            'timestamp_diff(current_timestamp(), evidence.opened_at, second)'
        ) }} as open_for,
        evidence.last_seen_at,
        evidence.occurrence_count as times_seen,
        evidence.strip,
        evidence.owner,
        evidence.message,
        evidence.offending_values,
        evidence.failure_count,
        case
            when told.first_told_at is not null then 'told'
            when untold.pending_count > 0 then 'pending'
            when untold.silence_id is not null then 'silenced'
            when untold.inhibited_by is not null
                then concat('folded into ', untold.inhibited_by)
            when untold.suppressed_because is not null then untold.suppressed_because
            else 'not due'
        end as alert,
        told.first_told_at,
        evidence.downstream_count,
        evidence.downstream,
        evidence.exposures,
        evidence.consequence_count,
        evidence.changes,
        evidence.last_green_at,
        evidence.kind,
        evidence.asset_name,
        evidence.check_name,
        evidence.column_name,
        evidence.error_class,
        evidence.worst_severity,
        evidence.runbook_url,
        evidence.run_url,
        evidence.artifacts_url,
        evidence.environment,
        evidence.run_id,
        evidence.subject_id,
        evidence.fingerprint,
    from evidence
    left join told on evidence.fingerprint = told.fingerprint
    left join untold
        on
            evidence.fingerprint = untold.fingerprint
            and evidence.opened_at = untold.opened_at
)

select * from final
