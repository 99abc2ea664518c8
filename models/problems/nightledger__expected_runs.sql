-- one row per expectation of a run that is open, or was not met in time
{%- set moment = "'%Y-%m-%d %H:%M'" %}
with

starts as (
    select * from {{ ref('nightledger', 'nightledger__run_starts') }}
),

declared_runs as (
    select * from {{ ref('nightledger', 'nightledger__declared_runs') }}
),

cadences as (
    select * from {{ ref('nightledger', 'nightledger__cadences') }}
),

schedule_times as (
    select * from {{ ref('nightledger', 'nightledger__schedule_times') }}
),

ticks as (
    select * from {{ ref('nightledger', 'nightledger__stg_dagster_ticks') }}
    where
        instigator_type = 'schedule'
        and occurred_at >= timestamp_sub(
            current_timestamp(), interval {{ nightledger.setting('retired_after_days') + 1 }} day
        )
),

dagster_runs as (
    select * from {{ ref('nightledger', 'nightledger__stg_dagster_runs') }}
    where
        launched_by = 'schedule'
        and occurred_at >= timestamp_sub(
            current_timestamp(), interval {{ nightledger.setting('retired_after_days') + 1 }} day
        )
),

-- a run that was never seen is expected from the first run of its environment on
first_starts as (
    select
        environment,
        min(started_at) as first_started_at,
    from starts
    group by environment
),

matching as (
    select
        declared_runs.*,
        starts.environment as run_environment,
        starts.run_id,
        starts.started_at,
        starts.succeeded_at,
    from starts
    inner join declared_runs
        on
            (
                declared_runs.environment is null
                or starts.environment = declared_runs.environment
            )
            and {{ nightledger.matches_pattern('starts.run_name', 'declared_runs.run_pattern') }}
),

never_seen as (
    select
        declared_runs.*,
        first_starts.environment as run_environment,
        cast(null as string) as run_id,
        first_starts.first_started_at as started_at,
        cast(null as timestamp) as succeeded_at,
    from declared_runs
    inner join first_starts on declared_runs.environment = first_starts.environment
    left join matching
        on declared_runs.declaration_number = matching.declaration_number
    where matching.declaration_number is null
),

declared_starts as (
    select * from matching
    union all
    select * from never_seen
),

declared_in_line as (
    select
        *,
        row_number() over in_line as start_number,
        lead(started_at) over in_line as next_started_at,
        lead(run_id) over in_line as next_run_id,
        min(succeeded_at) over from_here as this_or_next_succeeded_at,
        min(succeeded_at) over after_it as next_succeeded_at,
    from declared_starts
    window
        in_line as (
            partition by declaration_number, run_environment order by started_at, run_id
        ),
        from_here as (
            partition by declaration_number, run_environment order by started_at, run_id
            rows between current row and unbounded following
        ),
        after_it as (
            partition by declaration_number, run_environment order by started_at, run_id
            rows between 1 following and unbounded following
        )
),

-- the time of day at which the hours are over counts on listed days only
declared_missing as (
    select
        *,
        {{ nightledger.next_deadline(
            'timestamp_add(started_at, interval every_seconds - 60 second)',
            "safe.format_timestamp('%H:%M', timestamp_add("
            ~ "started_at, interval every_seconds second), time_zone)",
            'time_zone', 'days'
        ) }} as listed_at,
        timestamp_add(started_at, interval every_seconds second) as over_at,
    from declared_in_line
    where
        every_seconds is not null
        -- what is mistyped is no time zone
        and safe_cast(concat('2000-01-01 00:00:00 ', time_zone) as timestamp) is not null
),

-- after a success comes the first deadline it is too old for; before any, the first deadline
declared_late as (
    select
        *,
        is_first as is_before_success,
        if(is_first, this_or_next_succeeded_at, next_succeeded_at) as met_at,
        {{ nightledger.next_deadline(
            'if(is_first, started_at, timestamp_add(started_at, interval within_seconds second))',
            'due_by', 'time_zone', 'days'
        ) }} as deadline_at,
    from declared_in_line
    cross join unnest([true, false]) as is_first
    where
        due_by is not null
        and ((is_first and start_number = 1) or (not is_first and succeeded_at is not null))
),

-- a tick, or the run it launched, shows that the schedule was alive
signs as (
    select
        environment,
        deployment,
        code_location,
        instigator_name as schedule_name,
        occurred_at as due_at,
        coalesce(ended_at, occurred_at) as seen_at,
    from ticks
    union all
    select
        environment,
        deployment,
        code_location,
        launched_by_name as schedule_name,
        scheduled_at as due_at,
        coalesce(created_at, occurred_at) as seen_at,
    from dagster_runs
    where scheduled_at is not null
),

schedule_names as (
    select distinct
        environment,
        deployment,
        code_location,
        schedule_name,
    from schedule_times
),

due_and_done as (
    select
        environment,
        deployment,
        code_location,
        schedule_name,
        due_at,
        cast(null as timestamp) as seen_at,
        job_name,
        cron,
        deadline_at,
        heartbeat_id,
    from schedule_times
    union all
    -- two code locations may each have a schedule of this name; an unknown one may be any
    select
        schedule_names.environment,
        schedule_names.deployment,
        schedule_names.code_location,
        schedule_names.schedule_name,
        signs.due_at,
        signs.seen_at,
        cast(null as string) as job_name,
        cast(null as string) as cron,
        cast(null as timestamp) as deadline_at,
        cast(null as string) as heartbeat_id,
    from signs
    inner join schedule_names
        on
            signs.environment = schedule_names.environment
            and signs.deployment = schedule_names.deployment
            and signs.schedule_name = schedule_names.schedule_name
            and coalesce(signs.code_location, schedule_names.code_location, '')
            = coalesce(schedule_names.code_location, signs.code_location, '')
),

schedules_in_line as (
    select
        *,
        min(seen_at) over (
            partition by environment, deployment, code_location, schedule_name
            order by unix_micros(due_at)
            range between current row and unbounded following
        ) as met_at,
        max(if(seen_at is null, null, due_at)) over (
            partition by environment, deployment, code_location, schedule_name
            order by unix_micros(due_at)
            range between unbounded preceding and 1 preceding
        ) as last_started_at,
    from due_and_done
),

-- of times missed in a row the first is told
schedules as (
    select
        *,
        lag(deadline_at) over (
            partition by environment, deployment, code_location, schedule_name, met_at
            order by due_at
        ) as previous_deadline_at,
    from schedules_in_line
    where deadline_at is not null
),

expectations as (
    select
        environment,
        'missing run' as kind,
        concat(
            'schedule/', deployment, '/', coalesce(code_location, ''), '/', schedule_name
        ) as subject_id,
        concat('schedule ', schedule_name) as subject_name,
        coalesce(job_name, schedule_name) as run_name,
        'dagster schedule' as source,
        concat(
            'Dagster schedule ', schedule_name, coalesce(concat(' (', cron, ')'), ''),
            ' was due at ', format_timestamp({{ moment }}, due_at), ' UTC and has ',
            '{{ nightledger.setting("schedule_late_minutes") }} minutes for it'
        ) as why,
        'error' as severity,
        cast(null as string) as owner,
        heartbeat_id as last_run_id,
        last_started_at,
        due_at as expected_at,
        deadline_at,
        met_at,
        cast(null as string) as met_run_id,
        true as can_retire,
        false as is_declared,
    from schedules
    where previous_deadline_at is null
    union all
    select
        environment,
        'missing run' as kind,
        run_key as subject_id,
        concat('run of ', run_name) as subject_name,
        run_name,
        'learned' as source,
        concat(
            'usually ', {{ nightledger.rounded_duration('median_seconds') }}, ' apart (the last ',
            cast(gap_count as string), ' times)',
            if(
                expected_seconds > 1.5 * median_seconds,
                concat(
                    ', ', {{ nightledger.rounded_duration('expected_seconds') }},
                    ' at this time of the week'
                ),
                ''
            )
        ) as why,
        'error' as severity,
        cast(null as string) as owner,
        run_id as last_run_id,
        started_at as last_started_at,
        expected_at,
        deadline_at,
        next_started_at as met_at,
        next_run_id as met_run_id,
        true as can_retire,
        false as is_declared,
    from cadences
    union all
    select
        run_environment as environment,
        'missing run' as kind,
        concat('declared/', run_pattern) as subject_id,
        concat('run of ', run_pattern) as subject_name,
        run_pattern as run_name,
        'declared' as source,
        concat(
            'expected_runs says every ', {{ nightledger.rounded_duration('every_seconds') }},
            if(array_length(days) = 0, '', concat(' on ', array_to_string(days, ', ')))
        ) as why,
        severity,
        owner,
        run_id as last_run_id,
        if(run_id is null, null, started_at) as last_started_at,
        if(array_length(days) = 0, over_at, listed_at) as expected_at,
        if(array_length(days) = 0, over_at, listed_at) as deadline_at,
        next_started_at as met_at,
        next_run_id as met_run_id,
        false as can_retire,
        true as is_declared,
    from declared_missing
    union all
    select
        run_environment as environment,
        'late run' as kind,
        concat(
            'declared/', run_pattern, ' by ', due_by, ' ', time_zone, array_to_string(days, '')
        ) as subject_id,
        concat(run_pattern, ' by ', due_by, ' ', time_zone) as subject_name,
        run_pattern as run_name,
        'declared' as source,
        concat(
            'expected_runs says by ', due_by, ' ', time_zone,
            if(array_length(days) = 0, '', concat(' on ', array_to_string(days, ', '))),
            if(
                coalesce(if(is_before_success, started_at, next_started_at) < deadline_at, false)
                and run_id is not null,
                '; what has started had not finished successfully by then',
                '; nothing had started by then'
            )
        ) as why,
        severity,
        owner,
        run_id as last_run_id,
        if(run_id is null, null, started_at) as last_started_at,
        deadline_at as expected_at,
        deadline_at,
        met_at,
        cast(null as string) as met_run_id,
        false as can_retire,
        true as is_declared,
    from declared_late
),

retiring as (
    select
        *,
        if(
            can_retire,
            timestamp_add(
                deadline_at, interval {{ nightledger.setting('retired_after_days') }} day
            ),
            null
        ) as retired_at,
    from expectations
),

declarations as (
    select array_agg(struct(run_pattern as run_pattern, environment as environment)) as patterns
    from declared_runs
),

-- what is declared is expected as declared, and in no other way
final as (
    select
        environment,
        kind,
        subject_id,
        subject_name,
        run_name,
        source,
        why,
        severity,
        owner,
        last_run_id,
        last_started_at,
        expected_at,
        deadline_at,
        met_at,
        met_run_id,
        if(retired_at <= coalesce(met_at, current_timestamp()), retired_at, null) as retired_at,
    from retiring
    cross join declarations
    where
        (met_at is null or deadline_at < met_at)
        and (
            is_declared
            or not exists (
                select 1 from unnest(declarations.patterns) as declared
                where
                    (declared.environment is null or declared.environment = retiring.environment)
                    and {{ nightledger.matches_pattern(
                        'retiring.run_name', 'declared.run_pattern'
                    ) }}
            )
        )
)

select * from final
