-- one row per episode of a problem: opened, told, resolved, and how long each took
with

problems as (
    select * from {{ ref('nightledger', 'nightledger__problems') }}
),

deliveries as (
    select * from {{ ref('nightledger', 'nightledger__stg_alert_deliveries') }}
),

told as (
    select
        fingerprint,
        deliveries.occurred_at as told_at,
    from deliveries
    cross join unnest(deliveries.fingerprints) as fingerprint
    where deliveries.event = 'accepted'
),

first_told as (
    select
        problems.fingerprint,
        problems.opened_at,
        min(told.told_at) as first_told_at,
    from problems
    inner join told
        on
            problems.fingerprint = told.fingerprint
            and problems.opened_at <= told.told_at
            and coalesce(problems.resolved_at, current_timestamp()) >= told.told_at
    group by problems.fingerprint, problems.opened_at
),

final as (
    select
        problems.subject_name as what_was_wrong,
        problems.worst_severity,
        problems.opened_at,
        first_told.first_told_at,
        problems.resolved_at,
        problems.is_open,
        {{ nightledger.seconds_between('problems.opened_at', 'first_told.first_told_at') }}
            as time_to_tell_seconds,
        {{ nightledger.seconds_between('problems.opened_at', 'problems.resolved_at') }}
            as time_to_resolve_seconds,
        {{ nightledger.seconds_between('problems.green_before_at', 'problems.opened_at') }}
            as time_to_detect_seconds,
        problems.last_seen_at,
        problems.occurrence_count as times_seen,
        problems.owner,
        problems.error_class,
        problems.message,
        problems.offending_values,
        problems.kind,
        problems.asset_name,
        problems.check_name,
        problems.column_name,
        problems.environment,
        problems.invocation_id,
        problems.subject_id,
        problems.fingerprint,
    from problems
    left join first_told
        on
            problems.fingerprint = first_told.fingerprint
            and problems.opened_at = first_told.opened_at
)

select * from final
