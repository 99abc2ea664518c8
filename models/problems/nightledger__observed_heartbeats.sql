-- one row each time a Dagster deployment, one of its daemons or its audit sensor changed its state
-- What has never beaten within `history_days` is not expected to. `beats` is read often: it is
-- recursive, so that BigQuery keeps it, and never adds a row.
{%- set limit_seconds = nightledger.setting('heartbeat_minutes') * 60 %}
{%- set daemons = [
    'SENSOR', 'SCHEDULER', 'QUEUED_RUN_COORDINATOR', 'MONITORING', 'ASSET', 'BACKFILL',
    'FRESHNESS_DAEMON', 'EVENT_LOG_CONSUMER',
] %}
with recursive

heartbeats as (
    select
        *,
        {{ nightledger.happened_by() }} as beat_at,
    from {{ ref('nightledger', 'nightledger__stg_dagster_heartbeats') }}
),

beats_in_time as (
    select
        *,
        coalesce(lead(beat_at) over in_time, current_timestamp()) as silent_until,
        min(beat_at) over in_time as first_beat_at,
        max(if(is_caught_up, beat_at, null)) over so_far as caught_up_at,
    from heartbeats
    window
        in_time as (partition by environment, deployment order by beat_at, heartbeat_id),
        so_far as (
            partition by environment, deployment order by beat_at, heartbeat_id
            rows between unbounded preceding and current row
        )
),

beats as (
    select * from beats_in_time
    union all
    select * from beats
    where false
),

signs as (
    select
        beats.environment,
        beats.deployment,
        beats.heartbeat_id,
        beats.beat_at,
        'deployment' as part,
        is_silent,
        if(
            is_silent, timestamp_add(beats.beat_at, interval {{ limit_seconds }} second),
            beats.beat_at
        ) as observed_at,
        is_silent as is_bad,
        beats.beat_at as last_sign_at,
    from beats
    cross join unnest([false, true]) as is_silent
    where
        not is_silent
        or timestamp_add(beats.beat_at, interval {{ limit_seconds }} second) < beats.silent_until
    union all
    select
        beats.environment,
        beats.deployment,
        beats.heartbeat_id,
        beats.beat_at,
        daemon.part,
        false as is_silent,
        beats.beat_at as observed_at,
        timestamp_diff(beats.beat_at, safe_cast(daemon.beat_at as timestamp), second)
        > {{ limit_seconds }} as is_bad,
        safe_cast(daemon.beat_at as timestamp) as last_sign_at,
    from beats
    cross join
        unnest([
            {%- for daemon in daemons %}
                struct(
                    '{{ daemon }}' as part,
                    json_value(beats.daemons, '$.{{ daemon }}.beat_at') as beat_at
                ){{ ',' if not loop.last }}
            {%- endfor %}
        ]) as daemon
    where safe_cast(daemon.beat_at as timestamp) is not null
    union all
    select
        environment,
        deployment,
        heartbeat_id,
        beat_at,
        'audit sensor' as part,
        false as is_silent,
        beat_at as observed_at,
        not is_caught_up
        and timestamp_diff(beat_at, coalesce(caught_up_at, first_beat_at), second)
        > {{ nightledger.setting('audit_behind_minutes') }} * 60 as is_bad,
        coalesce(caught_up_at, first_beat_at) as last_sign_at,
    from beats
),

beside as (
    select
        *,
        lag(is_bad) over of_part as was_bad,
        lead(is_bad) over of_part as is_bad_next,
    from signs
    window of_part as (
        partition by environment, deployment, part order by observed_at, heartbeat_id, is_silent
    )
),

-- what stays as it was says nothing new; only the newest of it is kept
changes as (
    select * from beside
    where
        coalesce(was_bad != is_bad, is_bad)
        or coalesce(is_bad_next != is_bad, true)
),

final as (
    select
        environment,
        'heartbeat' as kind,
        concat(deployment, if(part = 'deployment', '', concat('/', part))) as subject_id,
        case part
            when 'deployment' then concat('Dagster deployment ', deployment)
            when 'audit sensor' then concat('audit sensor of ', deployment)
            else concat('daemon ', part, ' of ', deployment)
        end as subject_name,
        cast(null as string) as asset_id,
        cast(null as string) as asset_name,
        'heartbeat' as check_name,
        cast(null as string) as column_name,
        heartbeat_id as invocation_id,
        observed_at,
        if(is_bad, 'bad', 'ok') as outcome,
        case
            when not is_bad then null
            when part in ('deployment', 'SCHEDULER', 'QUEUED_RUN_COORDINATOR') then 'critical'
            else 'error'
        end as severity,
        false as is_critical,
        false as is_event,
        cast(null as string) as owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        if(is_bad, 'unknown', null) as error_class,
        case
            when not is_bad then null
            when part = 'deployment'
                then concat(
                    'no heartbeat since ', format_timestamp('%Y-%m-%d %H:%M', last_sign_at),
                    ' UTC: its daemon, its code or the way to BigQuery stands still'
                )
            when part = 'audit sensor'
                then concat(
                    'behind since ', format_timestamp('%Y-%m-%d %H:%M', last_sign_at),
                    ' UTC: what happens in Dagster is seen late'
                )
            else concat(
                'no heartbeat since ', format_timestamp('%Y-%m-%d %H:%M', last_sign_at), ' UTC'
            )
        end as message,
        cast(null as int64) as failure_count,
        cast(null as json) as alerts,
    from changes
)

select * from final
