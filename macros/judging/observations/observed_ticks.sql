{#
    Ticks of schedules and sensors: good, failed as often in a row as their kind does not bear, late.

    What counts as "in a row" is on record when the failure is, of the two days before.
#}
{% macro observed_ticks() -%}
with ticks as (
    {{ nightledger.earlier_facts('dagster_ticks') }}
),

named as (
    select
        *,
        {{ nightledger.in_deployment(
            "concat(coalesce(concat(code_location, '/'), ''), instigator_name)"
        ) }} as subject_id,
        least(coalesce(ended_at, occurred_at), recorded_at) as observed_at,
        status = 'failure' as is_failed,
        instigator_type = 'schedule'
        and coalesce(lag_seconds > {{ nightledger.setting('tick_lag_minutes') }} * 60, false)
            as is_late,
    from ticks
),

fresh as (
    select * from named
    where {{ nightledger.is_new('recorded_at') }}
),

with_earlier as (
    select
        fresh.row_id,
        earlier.row_id as earlier_row_id,
        earlier.is_failed,
        earlier.observed_at,
        max(if(earlier.is_failed, null, earlier.observed_at)) over (partition by fresh.row_id)
            as good_at,
    from fresh
    inner join named as earlier
        on
            fresh.environment = earlier.environment
            and fresh.subject_id = earlier.subject_id
            and earlier.observed_at <= fresh.observed_at
            and {{ nightledger.on_record('earlier.recorded_at', 'fresh.recorded_at') }}
    where fresh.is_failed
),

streaks as (
    select
        row_id,
        count(*) as failed_in_a_row,
    from with_earlier
    where is_failed and (good_at is null or observed_at > good_at)
    group by row_id
),

judged as (
    select
        fresh.*,
        coalesce(streaks.failed_in_a_row, 1) as failed_in_a_row,
    from fresh
    left join streaks on fresh.row_id = streaks.row_id
    where
        not fresh.is_failed
        or coalesce(streaks.failed_in_a_row, 1) >= if(
            fresh.instigator_type = 'schedule',
            {{ nightledger.setting('failed_schedule_ticks') }},
            {{ nightledger.setting('failed_sensor_ticks') }}
        )
)

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id("'tick'"),
        'environment': 'environment',
        'kind': "'tick'",
        'subject_id': 'subject_id',
        'subject': "concat('tick of ', if(instigator_type = 'schedule', 'schedule ', 'sensor '), instigator_name)",
        'outcome': "if(is_failed or is_late, 'bad', 'good')",
        'observed_at': 'observed_at',
        'known_at': 'recorded_at',
        'severity': "case when is_failed then 'error' when is_late then 'warn' end",
        'check_name': "'tick'",
        'run_id': "concat(subject_id, ' tick ', tick_id)",
        'error_class': "case when is_failed then " ~ nightledger.error_class(
            "concat(coalesce(error_type, ''), '\\n', coalesce(error_message, ''))"
        ) ~ " when is_late then 'unknown' end",
        'message': "case when is_failed then concat('failed', "
        ~ "if(failed_in_a_row > 1, concat(' ', cast(failed_in_a_row as string), ' times in a row'), ''), "
        ~ "coalesce(concat(': ', " ~ nightledger.first_line('error_message') ~ "), '')) "
        ~ "when is_late then concat('the tick of ', format_timestamp('%Y-%m-%d %H:%M', occurred_at), "
        ~ "' UTC came ', " ~ nightledger.duration_text('lag_seconds') ~ ", ' late') end",
        'details': nightledger.details([
            'instigator_type', 'code_location', 'tick_id', 'lag_seconds', 'error_type',
        ]),
    }) }}
from judged
{%- endmacro %}
