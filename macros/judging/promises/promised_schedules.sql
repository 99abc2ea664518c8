{#
    Times a running Dagster schedule is due: a heartbeat lists them, so they are known when Dagster is
    dead. A tick, or the run it launched, keeps the promise whatever came of it, and the next heartbeat
    promises the next time. A schedule that is switched off, or gone from the code, promises nothing.
#}
{% macro promised_schedules() -%}
{%- set late_minutes = [nightledger.setting('schedule_late_minutes'), 10] | max -%}
with ticks as (
    {{ nightledger.new_facts('dagster_ticks') }}
),

runs as (
    {{ nightledger.new_facts('dagster_runs') }}
),

{% if nightledger.declared_runs() -%}
declared_runs as (
    {{ nightledger.declared_run_rows() }}
),

{% endif -%}
{{ nightledger.schedule_changes() }},

-- the run a schedule launched shows it too, when it is new
signs as (
    select
        environment,
        deployment,
        code_location,
        instigator_name as schedule_name,
        row_id,
        recorded_at,
        tick_id as sign_id,
    from ticks
    where instigator_type = 'schedule'
    union all
    select
        environment,
        deployment,
        code_location,
        launched_by_name as schedule_name,
        row_id,
        recorded_at,
        run_id as sign_id,
    from runs
    where
        launched_by = 'schedule'
        and scheduled_at is not null
        and recorded_at <= timestamp_add(coalesce(created_at, occurred_at), interval 10 minute)
),

schedules as (
    select distinct
        environment,
        deployment,
        code_location,
        schedule_name,
        job_name,
        cron,
    from expected
),

-- two code locations may each have a schedule of this name; an unknown one may be any
told as (
    select * from changes
    union all
    select
        schedules.environment,
        schedules.deployment,
        schedules.code_location,
        schedules.schedule_name,
        schedules.job_name,
        schedules.cron,
        signs.row_id,
        signs.recorded_at,
        signs.sign_id as heartbeat_id,
        cast(null as timestamp) as next_at,
        false as is_initial,
    from signs
    inner join schedules
        on
            signs.environment = schedules.environment
            and signs.deployment = schedules.deployment
            and signs.schedule_name = schedules.schedule_name
            and coalesce(signs.code_location, schedules.code_location, '')
            = coalesce(schedules.code_location, signs.code_location, '')
),

final as (
    select
        *,
        timestamp_add(next_at, interval {{ late_minutes }} minute) as late_at,
    from told
)

select
    {{- nightledger.promise(
        {
            'environment': 'environment',
            'kind': "'missing run'",
            'subject_id': "concat(
                'schedule/', deployment, '/', coalesce(code_location, ''), '/', schedule_name
            )",
            'due_at': "if(
                " ~ nightledger.is_declared('coalesce(final.job_name, final.schedule_name)')
                ~ ", null, late_at
            )",
            'retires_at': nightledger.retired_after("late_at"),
            'is_initial': 'is_initial',
        },
        {
            'subject': "concat('schedule ', schedule_name)",
            'severity': "'error'",
            'check_name': "'started in time'",
            'run_id': 'heartbeat_id',
            'message': "concat(
                'not started by ', " ~ nightledger.minute_text('late_at') ~ ", ' UTC: ',
                " ~ nightledger.schedule_due(late_minutes) ~ "
            )",
            'retired_message': nightledger.retired_text(),
            'details': "struct(
                'dagster schedule' as expected_by, " ~ nightledger.schedule_due(late_minutes) ~ " as why,
                " ~ nightledger.json_time('next_at') ~ " as expected_at, deployment, code_location, schedule_name, job_name, cron
            )",
        }
    ) }}
from final
{%- endmacro %}
