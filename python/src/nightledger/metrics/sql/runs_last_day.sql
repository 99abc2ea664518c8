-- Runs that started within the last 24 hours, by what became of them.
select
    environment,
    status,
    count(*) as value,
from `{dataset}.vw_run_summary`
where
    started_at >= timestamp_sub(current_timestamp(), interval 1 day)
    and @environment in ('', environment)
group by environment, status
