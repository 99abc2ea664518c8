{#
    CTEs that end in `changes`: each listing of a schedule in a heartbeat with the time it is due next,
    and a row without one where a heartbeat does not list it any more.

    Reads the heartbeats of some minutes before, and what is promised already, to see what changed.
#}
{% macro schedule_changes() -%}
beats as (
    select
        *,
        row_number() over (
            partition by environment, deployment order by recorded_at, row_id
        ) as beat_number,
    from {{ nightledger.relation('dagster_heartbeats') }}
    where
        recorded_at > timestamp_sub(facts_since, interval 10 minute)
        and recorded_at <= look_clock
),

promised as (
    select
        environment,
        subject_id,
        json_value(observation.details.deployment) as deployment,
        json_value(observation.details.code_location) as code_location,
        json_value(observation.details.schedule_name) as schedule_name,
        json_value(observation.details.cron) as cron,
        json_value(observation.details.job_name) as job_name,
    from {{ nightledger.relation('timers') }}
    where
        recorded_at >= events_since
        and kind = 'missing run'
        and starts_with(subject_id, 'schedule/')
    qualify
        row_number() over (
            partition by environment, subject_id order by base_at desc, if(due_at is null, 0, 1)
        ) = 1
        and due_at is not null
),

listed as (
    select
        beats.environment,
        beats.deployment,
        beats.beat_number,
        beats.row_id,
        beats.recorded_at,
        beats.heartbeat_id,
        json_value(schedule.code_location) as code_location,
        json_value(schedule.name) as schedule_name,
        json_value(schedule.job_name) as job_name,
        json_value(schedule.cron) as cron,
        (
            select min(safe_cast(json_value(next_at) as timestamp))
            from unnest(json_query_array(schedule.next_at)) as next_at
            where safe_cast(json_value(next_at) as timestamp) > beats.occurred_at
        ) as next_at,
    from beats
    cross join unnest(json_query_array(beats.schedules)) as schedule
),

-- what the heartbeat before listed; of the first one read, what is promised already
expected as (
    select
        environment, deployment, code_location, schedule_name, job_name, cron, beat_number,
    from listed
    union all
    select
        environment, deployment, code_location, schedule_name, job_name, cron, 0 as beat_number,
    from promised
),

changes as (
    select
        listed.environment,
        listed.deployment,
        listed.code_location,
        listed.schedule_name,
        listed.job_name,
        listed.cron,
        listed.row_id,
        listed.recorded_at,
        listed.heartbeat_id,
        listed.next_at,
        coalesce(expected.cron = listed.cron, true) as is_initial,
    from listed
    left join expected
        on
            listed.environment = expected.environment
            and listed.deployment = expected.deployment
            and coalesce(listed.code_location, '') = coalesce(expected.code_location, '')
            and listed.schedule_name = expected.schedule_name
            and listed.beat_number = expected.beat_number + 1
    union all
    select
        expected.environment,
        expected.deployment,
        expected.code_location,
        expected.schedule_name,
        expected.job_name,
        expected.cron,
        beats.row_id,
        beats.recorded_at,
        beats.heartbeat_id,
        cast(null as timestamp) as next_at,
        false as is_initial,
    from expected
    inner join beats
        on
            expected.environment = beats.environment
            and expected.deployment = beats.deployment
            and beats.beat_number = expected.beat_number + 1
    left join listed
        on
            expected.environment = listed.environment
            and expected.deployment = listed.deployment
            and coalesce(expected.code_location, '') = coalesce(listed.code_location, '')
            and expected.schedule_name = listed.schedule_name
            and listed.beat_number = expected.beat_number + 1
    where listed.row_id is null
)
{%- endmacro %}
