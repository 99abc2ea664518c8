-- Runs waiting in Dagster's queue when the audit sensor last ran.
select
    environment,
    deployment,
    array_agg(queued_run_count order by occurred_at desc limit 1)[offset(0)] as value,
from `{dataset}.dagster_heartbeats`
where
    recorded_at >= timestamp_sub(current_timestamp(), interval 8 day)
    and queued_run_count is not null
    and @environment in ('', environment)
group by environment, deployment
