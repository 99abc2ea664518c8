-- When the audit sensor of a Dagster deployment last ran (Unix time).
select
    environment,
    deployment,
    unix_seconds(max(occurred_at)) as value,
from `{dataset}.dagster_heartbeats`
where
    recorded_at >= timestamp_sub(current_timestamp(), interval 8 day)
    and @environment in ('', environment)
group by environment, deployment
