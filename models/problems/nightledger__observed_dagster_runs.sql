-- one row each time a Dagster run was looked at: its end, and when it waited or ran too long
-- What is known reaches as far as the audit sensor has read: a dead daemon is no stuck run.
with

-- Dagster does not give every canceled run an end
runs as (
    select
        *,
        if(
            status in ('success', 'failure', 'canceled'), coalesce(ended_at, updated_at), null
        ) as over_at,
    from {{ ref('nightledger', 'nightledger__stg_dagster_runs') }}
    where status != 'managed'
),

steps as (
    select * from {{ ref('nightledger', 'nightledger__stg_dagster_steps') }}
    where event = 'failed'
),

heartbeats as (
    select * from {{ ref('nightledger', 'nightledger__stg_dagster_heartbeats') }}
),

failed_runs as (
    select distinct run_id from steps
),

readings as (
    select
        environment,
        deployment,
        max(
            if(is_caught_up, occurred_at, least(occurred_at, coalesce(watermark_at, occurred_at)))
        ) as read_until,
    from heartbeats
    group by environment, deployment
),

timed as (
    select
        runs.*,
        concat(
            runs.job_name,
            if(runs.job_name = '__ASSET_JOB', to_json_string(runs.asset_selection), '')
        ) as run_key,
        runs.status = 'success' as is_successful,
        {{ nightledger.seconds_between('runs.started_at', 'runs.over_at') }} as duration_seconds,
        -- a run that was never queued is launched when it is created
        if(
            runs.enqueued_at is null,
            runs.created_at, coalesce(runs.dequeued_at, runs.started_at, runs.over_at)
        ) as left_queue_at,
        lead(runs.created_at) over (
            partition by runs.environment, runs.deployment, coalesce(runs.root_run_id, runs.run_id)
            order by runs.created_at, runs.run_id
        ) as next_try_at,
        failed_runs.run_id is not null as has_failed_step,
        least(
            coalesce(readings.read_until, current_timestamp()), current_timestamp()
        ) as known_until,
    from runs
    left join failed_runs on runs.run_id = failed_runs.run_id
    left join readings
        on
            runs.environment = readings.environment
            and runs.deployment = readings.deployment
),

-- of a successful run: how long it and the successful runs before it took
with_recent_durations as (
    select
        *,
        array_agg(duration_seconds) over (
            partition by environment, deployment, code_location, run_key, is_successful
            order by created_at, run_id
            rows between {{ nightledger.setting('usual_runs') - 1 }} preceding
            and current row
        ) as recent_durations,
    from timed
),

with_medians as (
    select
        *,
        if(is_successful, {{ nightledger.median_of('recent_durations') }}, null) as median_seconds,
    from with_recent_durations
),

with_usual as (
    select
        *,
        last_value(median_seconds ignore nulls) over (
            partition by environment, deployment, code_location, run_key
            order by created_at, run_id
            rows between unbounded preceding and 1 preceding
        ) as usual_seconds,
    from with_medians
),

with_limits as (
    select
        *,
        if(
            launched_by = 'backfill',
            null,
            timestamp_add(
                enqueued_at, interval {{ nightledger.setting('queued_after_minutes') }} minute
            )
        ) as queue_limit_at,
        timestamp_add(
            left_queue_at, interval {{ nightledger.setting('stuck_after_minutes') }} minute
        ) as start_limit_at,
        {{ nightledger.patience_limit('stuck') }} as run_limit_at,
        if(
            status = 'failure' and will_retry,
            timestamp_add(
                over_at, interval {{ nightledger.setting('stuck_after_minutes') }} minute
            ),
            null
        ) as retry_limit_at,
    from with_usual
),

-- what came after its limit, or has not come and could have been seen by now, is late
judged as (
    select
        *,
        coalesce(queue_limit_at < coalesce(left_queue_at, known_until), false) as is_late_in_queue,
        coalesce(
            start_limit_at < coalesce(started_at, over_at, known_until), false
        ) as is_late_to_start,
        coalesce(run_limit_at < coalesce(over_at, known_until), false) as is_late_to_end,
        coalesce(retry_limit_at < coalesce(next_try_at, known_until), false) as is_late_to_retry,
    from with_limits
),

looked_at as (
    select
        judged.*,
        moment,
        case moment
            when 'queued too long' then queue_limit_at
            when 'left the queue' then left_queue_at
            when 'not started' then start_limit_at
            when 'started' then started_at
            when 'not ended' then run_limit_at
            when 'not retried' then retry_limit_at
            when 'retried' then next_try_at
            else over_at
        end as observed_at,
    from judged
    cross join
        unnest([
            'queued too long', 'left the queue', 'not started', 'started', 'not ended', 'ended',
            'not retried', 'retried'
        ]) as moment
    where
        (moment = 'queued too long' and is_late_in_queue)
        or (moment = 'left the queue' and is_late_in_queue and left_queue_at is not null)
        or (moment = 'not started' and is_late_to_start)
        or (moment = 'started' and is_late_to_start and started_at is not null)
        or (moment = 'not ended' and is_late_to_end)
        or (moment = 'ended' and status in ('success', 'failure', 'canceled'))
        or (moment = 'not retried' and is_late_to_retry)
        or (moment = 'retried' and is_late_to_retry and next_try_at is not null)
),

-- that a run which was called stuck is over is good news, however it ended
found as (
    select
        *,
        is_late_in_queue or is_late_to_start or is_late_to_end as was_late,
        case
            when moment in ('queued too long', 'not started', 'not ended', 'not retried') then 'bad'
            when moment != 'ended' or status = 'success' then 'ok'
            when status = 'failure' and will_retry then 'not looked'
            when
                status = 'failure'
                and coalesce(failure_reason, 'step_failure') = 'step_failure'
                and has_failed_step
                then 'not looked'
            when status = 'failure' then 'bad'
            else 'not looked'
        end as finding,
    from looked_at
),

final as (
    select
        environment,
        'dagster run' as kind,
        {{ nightledger.in_deployment(
            "concat(coalesce(concat(code_location, '/'), ''), job_name)"
        ) }} as subject_id,
        concat('run of ', {{ nightledger.dagster_job_name() }}) as subject_name,
        cast(null as string) as asset_id,
        cast(null as string) as asset_name,
        'came to its end' as check_name,
        cast(null as string) as column_name,
        run_id as invocation_id,
        observed_at,
        if(finding = 'not looked' and was_late, 'ok', finding) as outcome,
        if(finding = 'bad', 'error', null) as severity,
        false as is_critical,
        false as is_event,
        cast(null as string) as owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        if(
            finding = 'bad',
            {{ nightledger.error_class(
                "if(moment = 'ended', concat(coalesce(error_type, ''), ' ', coalesce(error_message, '')), '')"
            ) }},
            null
        ) as error_class,
        concat(
            case
                when finding = 'ok' then null
                when moment = 'queued too long'
                    then concat(
                        'in the queue since ', format_timestamp('%Y-%m-%d %H:%M', enqueued_at),
                        ' UTC'
                    )
                when moment = 'not started'
                    then concat(
                        'launched at ', format_timestamp('%Y-%m-%d %H:%M', left_queue_at),
                        ' UTC and has not started'
                    )
                when moment = 'not ended'
                    then concat(
                        'started at ', format_timestamp('%Y-%m-%d %H:%M', started_at),
                        ' UTC and ',
                        if(
                            usual_seconds is null,
                            'does not come to its end',
                            concat(
                                'runs far longer than its usual ',
                                {{ nightledger.duration_text('usual_seconds') }}
                            )
                        )
                    )
                when moment = 'not retried'
                    then 'it failed, and the retry that Dagster planned never came'
                when status = 'canceled' then 'it was canceled'
                when will_retry then 'Dagster retries it'
                when finding = 'not looked' then 'a step of it failed'
                when failure_reason = 'start_timeout' then 'it did not start in time'
                when failure_reason = 'unexpected_termination' then 'its process ended unexpectedly'
                when failure_reason = 'run_worker_restart' then 'its process was started again'
                when failure_reason = 'job_initialization_failure'
                    then 'its job could not be loaded'
                when failure_reason = 'run_exception' then 'it failed outside its steps'
                when failure_reason = 'step_failure' then 'a step failed that is not on record'
                when failure_reason is null or failure_reason = 'unknown' then 'it failed'
                else concat('it failed: ', failure_reason)
            end,
            if(
                moment = 'ended' and finding = 'bad',
                coalesce(concat(': ', {{ nightledger.first_line('error_message') }}), ''), ''
            ),
            coalesce(concat(' (partition ', partition_key, ')'), '')
        ) as message,
        cast(null as int64) as failure_count,
        cast(null as json) as alerts,
    from found
)

select * from final
