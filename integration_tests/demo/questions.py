"""What the demo asks the ledger; only columns that fit a screen."""

from .place import ENVIRONMENT, LEDGER

CRITICAL_FAILURE = f"""
select recorded_at
from {LEDGER}.dbt_test_results
where status = 'fail' and is_critical and environment = '{ENVIRONMENT}'
"""

DELIVERIES = f"""
select
    format_timestamp('%H:%M:%S', occurred_at) as at,
    event,
    receiver,
    recipient,
    reason,
    title,
    response_code as answer,
from {LEDGER}.alert_deliveries
where event not in ('suppressed')
order by alert_deliveries.occurred_at, receiver
"""

OPEN_PROBLEMS = f"""
select
    what_is_wrong, severity, urgency, open_for, strip, owner, offending_values, failure_count,
    alert, first_told_at, downstream_count, exposures, consequence_count, last_green_at,
    run_url, runbook_url
from {LEDGER}.vw_open_problems
order by urgency, opened_at
"""

PROBLEM_HISTORY = f"""
select
    what_was_wrong,
    worst_severity as severity,
    format_timestamp('%m-%d %H:%M:%S', opened_at) as opened,
    format_timestamp('%m-%d %H:%M:%S', first_told_at) as told,
    format_timestamp('%m-%d %H:%M:%S', resolved_at) as resolved,
    round(time_to_tell_seconds, 1) as seconds_to_tell,
    round(time_to_resolve_seconds, 1) as seconds_to_resolve,
from {LEDGER}.vw_problem_history
order by vw_problem_history.worst_severity, opened_at
"""

ALERT_LEDGER = f"""
select
    day,
    environment,
    turn_count as turns,
    told_count as told,
    suppressed_count as suppressed,
    superseded_count as superseded,
    pending_count as pending,
    is_balanced,
from {LEDGER}.vw_alert_ledger
order by day
"""

RUN_SUMMARY = f"""
select
    format_timestamp('%m-%d %H:%M', started_at) as started_at,
    if(shifted_days is null, left(pipeline_run_id, 8), 'a replay') as run,
    command,
    status,
    cast(round(duration_seconds) as int64) as seconds,
    test_ok_count as tests_ok,
    what_failed,
    skipped_because,
from {LEDGER}.vw_run_summary
where command = 'build'
order by vw_run_summary.started_at desc
"""

RESOLVED = f"""
select
    what_failed,
    state,
    severity,
    owner,
    format_timestamp('%m-%d %H:%M', first_seen_at) as first_seen,
    format_timestamp('%m-%d %H:%M', resolved_at) as resolved,
    offending_values,
from {LEDGER}.vw_recent_failures
order by is_critical desc, what_failed
"""

TREND = f"""
select
    asset_name, check_name, column_name, strip, verdict, days_failed, owner,
from {LEDGER}.vw_check_trend
order by days_failed desc, is_critical desc, asset_name, check_name, column_name
limit 10
"""

QUALITY = f"""
select
    format_timestamp('%m-%d %H:%M', started_at) as started_at,
    pass_rate_pct,
    check_count as checks,
    passed_count as passed,
    warned_count as warned,
    failed_count as failed,
    skipped_count as skipped,
    failures,
from {LEDGER}.vw_quality_report
where pipeline_run_id is not null
order by vw_quality_report.started_at desc
"""

PIPELINES = f"""
select
    left(run_id, 8) as run,
    format_timestamp('%m-%d %H:%M', start_time) as start_time,
    status,
    rows_loaded,
    steps,
from {LEDGER}.vw_pipeline_runs
where dagster_run_id is not null
order by vw_pipeline_runs.start_time desc
"""

HEALTH = f"""
select
    asset_name,
    health,
    made_by,
    last_row_count as row_count,
    passed_check_count as checks_passed,
    unevaluated_check_count as not_evaluated,
    freshness_state as freshness,
    owner,
from {LEDGER}.vw_asset_health
where environment = '{ENVIRONMENT}'
order by vw_asset_health.health, made_by, asset_name
limit 15
"""
