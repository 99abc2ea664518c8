"""What the demo asks the ledger; only columns that fit a screen."""

from .place import LEDGER

RECENT_FAILURES = f"""
select
    what_failed, state, severity, owner, offending_values, failure_count, error_class, message,
    first_seen_at, last_green_at, runbook_url
from {LEDGER}.vw_recent_failures
where is_open
order by is_critical desc, what_failed
"""

RUN_SUMMARY = f"""
select
    format_timestamp('%m-%d %H:%M', started_at) as started_at,
    coalesce(pipeline_run_id, if(shifted_days is null, '', 'a replay')) as run,
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
    run_id,
    format_timestamp('%m-%d %H:%M', start_time) as start_time,
    status,
    rows_loaded,
    steps,
from {LEDGER}.vw_pipeline_runs
where run_id like 'nightly%'
order by vw_pipeline_runs.start_time desc
"""
