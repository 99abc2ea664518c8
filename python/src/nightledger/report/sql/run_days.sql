-- one row per day of the last 28 on which a command ran
select
    date(started_at) as day,
    count(*) as run_count,
    sum(if(status in ('failed', 'vanished', 'incomplete'), 1, 0)) as failed_count,
from `{dataset}.vw_run_summary`
where
    date(started_at) >= date_sub(current_date(), interval 27 day)
    and @environment in ('', environment)
group by day
order by day
