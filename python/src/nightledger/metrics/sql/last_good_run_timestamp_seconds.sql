-- When the last run that succeeded, with warnings or without, started (Unix time).
select
    environment,
    unix_seconds(max(started_at)) as value,
from `{dataset}.vw_run_summary`
where
    status in ('succeeded', 'warned')
    and @environment in ('', environment)
group by environment
