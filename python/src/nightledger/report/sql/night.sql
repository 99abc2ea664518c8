-- one row: the commands of the last 24 hours
select
    count(*) as run_count,
    coalesce(sum(if(status = 'failed', 1, 0)), 0) as failed_count,
    coalesce(sum(if(status in ('vanished', 'incomplete'), 1, 0)), 0) as broken_off_count,
    coalesce(sum(if(status = 'running', 1, 0)), 0) as running_count,
    coalesce(sum(test_ok_count), 0) as test_ok_count,
    coalesce(sum(test_failed_count), 0) as test_failed_count,
    coalesce(sum(test_warned_count), 0) as test_warned_count,
    coalesce(sum(model_ok_count), 0) as model_ok_count,
    max(started_at) as last_started_at,
from `{dataset}.vw_run_summary`
where
    started_at >= timestamp_sub(current_timestamp(), interval 24 hour)
    and @environment in ('', environment)
