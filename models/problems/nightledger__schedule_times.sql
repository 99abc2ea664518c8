-- one row per time a running Dagster schedule was due, of those the heartbeats tell
-- The next times stand in the heartbeat, so they are known when Dagster is dead. A heartbeat counts
-- until the next one, so that a schedule that is switched off is expected no more. Of ten minutes
-- the first is read, and the last before a silence: enough, and the same ones tomorrow.
{%- set step = 600 %}
{%- set late_minutes = [nightledger.setting('schedule_late_minutes'), step // 60] | max %}
{%- set days = nightledger.setting('retired_after_days') + 1 %}
with

beats as (
    select
        *,
        div(unix_seconds(occurred_at), {{ step }}) as step_number,
    from {{ ref('nightledger', 'nightledger__stg_dagster_heartbeats') }}
    where occurred_at >= timestamp_sub(current_timestamp(), interval {{ days }} day)
),

in_line as (
    select
        *,
        lag(step_number) over deployments as previous_step_number,
        lead(occurred_at) over deployments as next_beat_at,
    from beats
    window deployments as (partition by environment, deployment order by occurred_at, row_id)
),

kept as (
    select
        *,
        lead(occurred_at) over (
            partition by environment, deployment order by occurred_at, row_id
        ) as next_kept_at,
    from in_line
    where
        previous_step_number is null
        or previous_step_number < step_number
        or next_beat_at is null
        or timestamp_add(occurred_at, interval {{ step }} second) < next_beat_at
),

due as (
    select
        kept.environment,
        kept.deployment,
        kept.heartbeat_id,
        kept.occurred_at as told_at,
        kept.next_kept_at,
        json_value(schedule.name) as schedule_name,
        json_value(schedule.code_location) as code_location,
        json_value(schedule.job_name) as job_name,
        json_value(schedule.cron) as cron,
        safe_cast(json_value(next_at) as timestamp) as due_at,
    from kept
    cross join unnest(json_query_array(kept.schedules)) as schedule
    cross join unnest(json_query_array(schedule.next_at)) as next_at
),

final as (
    select
        environment,
        deployment,
        code_location,
        schedule_name,
        job_name,
        cron,
        due_at,
        timestamp_add(
            due_at, interval {{ late_minutes }} minute
        ) as deadline_at,
        heartbeat_id,
    from due
    where due_at > told_at and (next_kept_at is null or due_at <= next_kept_at)
)

select * from final
