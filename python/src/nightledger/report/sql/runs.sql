-- one row per dbt command, the newest first
select
    started_at,
    status,
    command_line,
    duration_seconds,
    usual_duration_seconds,
    is_slow,
    what_failed,
    model_ok_count,
    model_failed_count,
    model_skipped_count,
    test_ok_count,
    test_failed_count,
    test_warned_count,
    test_skipped_count,
    run_url,
    environment,
    count(*) over () as total_count,
from `{dataset}.vw_run_summary`
where started_at >= @since and @environment in ('', environment)
order by started_at desc, invocation_id
limit 200
