{#
    A heartbeat of a Dagster deployment promises the next one; a beat of one of its daemons that
    daemon's next; an audit sensor that has caught up, that it will again.

    Of daemons and sensor only a later heartbeat can tell: while the deployment is silent nobody
    calls them dead. A daemon that is not listed any more promises nothing. Made of the heartbeats since `events_since` in every look.
#}
{% macro promised_heartbeats() -%}
{%- set daemons = [
    'SENSOR', 'SCHEDULER', 'QUEUED_RUN_COORDINATOR', 'MONITORING', 'ASSET', 'BACKFILL',
    'FRESHNESS_DAEMON', 'EVENT_LOG_CONSUMER',
] -%}
with heartbeats as (
    select * from {{ nightledger.relation('dagster_heartbeats') }}
    where recorded_at >= events_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

signs as (
    select
        environment,
        deployment,
        row_id,
        recorded_at,
        heartbeat_id,
        'deployment' as part,
        recorded_at as sign_at,
        cast(null as string) as waits_for,
        false as is_initial,
    from heartbeats
    union all
    select
        heartbeats.environment,
        heartbeats.deployment,
        heartbeats.row_id,
        heartbeats.recorded_at,
        heartbeats.heartbeat_id,
        daemon.part,
        safe_cast(daemon.beat_at as timestamp) as sign_at,
        'daemons' as waits_for,
        false as is_initial,
    from heartbeats
    cross join
        unnest([
            {%- for daemon in daemons %}
                struct(
                    '{{ daemon }}' as part,
                    json_value(heartbeats.daemons, '$.{{ daemon }}.beat_at') as beat_at
                ){{ ',' if not loop.last }}
            {%- endfor %}
        ]) as daemon
    where heartbeats.daemons is not null
    union all
    select
        environment,
        deployment,
        row_id,
        recorded_at,
        heartbeat_id,
        'audit sensor' as part,
        {{ nightledger.happened_by() }} as sign_at,
        'beat' as waits_for,
        not is_caught_up as is_initial,
    from heartbeats
)

select
    {{- nightledger.promise(
        {
            'environment': 'environment',
            'kind': "'heartbeat'",
            'subject_id': "concat(deployment, if(part = 'deployment', '', concat('/', part)))",
            'due_at': "timestamp_add(
                sign_at,
                interval if(
                    part = 'audit sensor', " ~ nightledger.setting('audit_behind_minutes') ~ ",
                    " ~ nightledger.setting('heartbeat_minutes') ~ "
                ) minute
            )",
            'reader': 'deployment',
            'waits_for': 'waits_for',
            'is_initial': 'is_initial',
        },
        {
            'subject': "case part
                when 'deployment' then concat('Dagster deployment ', deployment)
                when 'audit sensor' then concat('audit sensor of ', deployment)
                else concat('daemon ', part, ' of ', deployment)
            end",
            'severity': "if(
                part in ('deployment', 'SCHEDULER', 'QUEUED_RUN_COORDINATOR'), 'critical', 'error'
            )",
            'check_name': "'heartbeat'",
            'run_id': 'heartbeat_id',
            'message': "concat(
                if(part = 'audit sensor', 'behind since ', 'no heartbeat since '),
                " ~ nightledger.minute_text('sign_at') ~ ", ' UTC',
                case part
                    when 'deployment'
                        then ': its daemon, its code or the way to BigQuery stands still'
                    when 'audit sensor' then ': what happens in Dagster is seen late'
                    else ''
                end
            )",
        }
    ) }}
from signs
{%- endmacro %}
