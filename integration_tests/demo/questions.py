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
    title,
    response_code as answer,
from {LEDGER}.alert_deliveries
where event not in ('suppressed')
order by alert_deliveries.occurred_at, receiver
"""

OPEN_PROBLEMS = f"""
select
    subject, severity, urgency, opened_at, strip, owner, offending_values, what_changed,
    alert, first_told_at, downstream_count, consequence_count, run_url, runbook_url
from {LEDGER}.vw_open_problems
order by urgency, opened_at
"""

PROBLEM_HISTORY = f"""
select
    subject,
    severity,
    format_timestamp('%m-%d %H:%M:%S', opened_at) as opened,
    format_timestamp('%m-%d %H:%M:%S', first_told_at) as told,
    format_timestamp('%m-%d %H:%M:%S', resolved_at) as resolved,
    round(time_to_tell_seconds, 1) as seconds_to_tell,
    round(time_to_resolve_seconds, 1) as seconds_to_resolve,
from {LEDGER}.vw_problem_history
order by vw_problem_history.severity, vw_problem_history.opened_at
"""

CHANGES = f"""
select
    subject,
    rank,
    change_kind as kind,
    says,
from {LEDGER}.vw_changes
order by subject, rank
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
    undecided_count as undecided,
    is_balanced,
from {LEDGER}.vw_alert_ledger
order by day, environment
"""

RUN_SUMMARY = f"""
select
    format_timestamp('%m-%d %H:%M', started_at) as started_at,
    left(run_id, 8) as run,
    command_line,
    status,
    cast(round(duration_seconds) as int64) as seconds,
    test_ok_count as tests_ok,
    what_failed,
    skipped_because,
from {LEDGER}.vw_run_summary
where command_line like '%build%'
order by vw_run_summary.started_at desc
"""

RESOLVED = f"""
select
    subject,
    state,
    severity,
    owner,
    format_timestamp('%m-%d %H:%M', opened_at) as opened,
    format_timestamp('%m-%d %H:%M', resolved_at) as resolved,
    offending_values,
from {LEDGER}.vw_recent_failures
order by severity, subject
"""

TREND = f"""
select
    asset_name, check_name, column_name, strip, verdict, days_failed, owner,
from {LEDGER}.vw_check_trend
order by days_failed desc, asset_name, check_name, column_name
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
where run_id != invocation_id
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
where name is not null
order by vw_pipeline_runs.start_time desc
"""

HEALTH = f"""
select
    asset_name,
    health,
    last_row_count as row_count,
    passed_check_count as checks_passed,
    failed_check_count as checks_failed,
    freshness_state as freshness,
    owner,
from {LEDGER}.vw_asset_health
where environment = '{ENVIRONMENT}'
order by vw_asset_health.health, asset_name
limit 15
"""
