-- one row per failing thing: bad now, or bad within the last `strip_days` days
with

problems as (
    select * from {{ ref('nightledger', 'nightledger__problems') }}
),

runs as (
    select * from {{ ref('nightledger', 'nightledger__run_links') }}
),

recent as (
    select *
    from problems
    where
        is_latest
        and (
            is_open
            or last_seen_at >= timestamp_sub(
                current_timestamp(), interval {{ nightledger.setting('strip_days') }} day
            )
        )
),

final as (
    select
        recent.subject_name as what_failed,
        case
            when recent.change_count >= {{ nightledger.setting('flapping_changes') }}
                then 'flapping'
            when not recent.is_open then 'resolved'
            when recent.occurrence_count = 1 then 'new'
            else 'ongoing'
        end as state,
        recent.severity,
        recent.owner,
        recent.message,
        recent.offending_values,
        recent.failure_count,
        recent.error_class,
        recent.opened_at as first_seen_at,
        recent.last_seen_at,
        recent.resolved_at,
        recent.last_green_at,
        recent.occurrence_count as times_failed,
        recent.is_open,
        recent.is_critical,
        recent.kind,
        recent.asset_name,
        recent.check_name,
        recent.column_name,
        recent.runbook_url,
        runs.run_url,
        runs.artifacts_url,
        recent.environment,
        recent.invocation_id,
        runs.pipeline_run_id,
        recent.subject_id,
        recent.fingerprint,
    from recent
    left join runs on recent.invocation_id = runs.invocation_id
)

select * from final
