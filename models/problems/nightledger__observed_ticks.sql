-- one row per tick of a schedule or sensor that failed or was late, and per good one beside such
-- A good tick between good ones says nothing new; only the newest is kept.
with

ticks as (
    select * from {{ ref('nightledger', 'nightledger__stg_dagster_ticks') }}
),

named as (
    select
        *,
        {{ nightledger.in_deployment(
            "concat(coalesce(concat(code_location, '/'), ''), instigator_name)"
        ) }} as subject_id,
        coalesce(ended_at, occurred_at) as observed_at,
        status = 'failure' as is_failed,
        coalesce(
            instigator_type = 'schedule'
            and lag_seconds > {{ nightledger.setting('tick_lag_minutes') }} * 60,
            false
        ) as is_late,
    from ticks
),

streaks as (
    select
        *,
        sum(if(is_failed, 0, 1)) over (
            partition by environment, subject_id order by observed_at, tick_id, status
            rows between unbounded preceding and current row
        ) as good_count,
    from named
),

counted as (
    select
        *,
        row_number() over (
            partition by environment, subject_id, good_count, is_failed
            order by observed_at, tick_id
        ) as failed_in_a_row,
    from streaks
),

judged as (
    select
        *,
        case
            when
                is_failed
                and failed_in_a_row >= if(
                    instigator_type = 'schedule',
                    {{ nightledger.setting('failed_schedule_ticks') }},
                    {{ nightledger.setting('failed_sensor_ticks') }}
                )
                then 'bad'
            when is_failed then 'not looked'
            when is_late then 'bad'
            else 'ok'
        end as outcome,
    from counted
),

beside as (
    select
        *,
        lag(outcome) over in_time as outcome_before,
        lead(outcome) over in_time as outcome_after,
    from judged
    window in_time as (
        partition by environment, subject_id order by observed_at, tick_id, status
    )
),

final as (
    select
        environment,
        'tick' as kind,
        subject_id,
        concat(
            if(instigator_type = 'schedule', 'schedule ', 'sensor '), instigator_name
        ) as subject_name,
        cast(null as string) as asset_id,
        cast(null as string) as asset_name,
        'tick' as check_name,
        cast(null as string) as column_name,
        concat(subject_id, ' tick ', tick_id) as invocation_id,
        observed_at,
        outcome,
        case
            when outcome != 'bad' then null
            when is_failed then 'error'
            else 'warn'
        end as severity,
        false as is_critical,
        false as is_event,
        cast(null as string) as owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        case
            when outcome != 'bad' then null
            when is_failed
                then {{ nightledger.error_class(
                    "concat(coalesce(error_type, ''), ' ', coalesce(error_message, ''))"
                ) }}
            else 'unknown'
        end as error_class,
        case
            when is_failed
                then concat(
                    'failed',
                    if(
                        failed_in_a_row > 1,
                        concat(' ', cast(failed_in_a_row as string), ' times in a row'), ''
                    ),
                    coalesce(concat(': ', {{ nightledger.first_line('error_message') }}), '')
                )
            when is_late
                then concat(
                    'the tick of ', format_timestamp('%Y-%m-%d %H:%M', occurred_at), ' UTC came ',
                    {{ nightledger.duration_text('lag_seconds') }}, ' late'
                )
        end as message,
        cast(null as int64) as failure_count,
        cast(null as json) as alerts,
    from beside
    where
        outcome != 'ok'
        or outcome_before != 'ok'
        or outcome_after is null
        or outcome_after != 'ok'
)

select * from final
