-- one row per expectation of a run that was not met in time, and per end of such a wait
with

expected_runs as (
    select * from {{ ref('nightledger', 'nightledger__expected_runs') }}
    where deadline_at <= current_timestamp()
),

moments as (
    select
        expected_runs.*,
        moment.outcome,
        moment.observed_at,
        moment.invocation_id,
        moment.is_retired,
    from expected_runs
    cross join
        unnest([
            struct(
                'bad' as outcome, deadline_at as observed_at, last_run_id as invocation_id,
                false as is_retired
            ),
            struct(
                'ok' as outcome, met_at as observed_at,
                coalesce(met_run_id, last_run_id) as invocation_id, false as is_retired
            ),
            struct(
                'ok' as outcome, retired_at as observed_at, last_run_id as invocation_id,
                true as is_retired
            ),
            struct(
                'ok' as outcome, if(kind = 'missing run', last_started_at, null) as observed_at,
                last_run_id as invocation_id, false as is_retired
            )
        ]) as moment
    where moment.observed_at is not null
    -- the start that ends one wait begins the next
    qualify
        row_number() over (
            partition by environment, kind, subject_id, moment.outcome, moment.observed_at
            order by deadline_at
        ) = 1
),

final as (
    select
        environment,
        kind,
        subject_id,
        subject_name,
        cast(null as string) as asset_id,
        cast(null as string) as asset_name,
        if(kind = 'late run', 'finished in time', 'started in time') as check_name,
        cast(null as string) as column_name,
        invocation_id,
        observed_at,
        outcome,
        if(outcome = 'bad', severity, null) as severity,
        severity = 'critical' as is_critical,
        false as is_event,
        owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        if(outcome = 'bad', 'unknown', null) as error_class,
        case
            when is_retired
                then
                    concat(
                        'not expected any more after ',
                        '{{ nightledger.setting("retired_after_days") }} days without it. ',
                        'Declare it in expected_runs to be told for longer'
                    )
            when outcome = 'ok' then null
            else
                concat(
                    if(kind = 'late run', 'not finished by ', 'not started by '),
                    format_timestamp('%Y-%m-%d %H:%M', deadline_at), ' UTC: ', why, '. ',
                    coalesce(
                        concat(
                            'Last start ', format_timestamp('%Y-%m-%d %H:%M', last_started_at),
                            ' UTC'
                        ),
                        'No start is on record'
                    )
                )
        end as message,
        cast(null as int64) as failure_count,
        cast(null as json) as alerts,
    from moments
)

select * from final
