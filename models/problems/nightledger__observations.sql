-- one row each time something was looked at, or should have been: a test, node, source or run
-- A new kind of check joins as one more branch of `everything`.
with

results as (
    select * from {{ ref('nightledger', 'nightledger__results') }}
),

runs as (
    select * from {{ ref('nightledger', 'nightledger__runs') }}
),

deliveries as (
    select * from {{ ref('nightledger', 'nightledger__stg_alert_deliveries') }}
),

notices as (
    select * from {{ ref('nightledger', 'nightledger__stg_alert_notices') }}
),

assets as (
    select * from {{ ref('nightledger', 'nightledger__observed_assets') }}
),

dagster_runs as (
    select * from {{ ref('nightledger', 'nightledger__observed_dagster_runs') }}
),

ticks as (
    select * from {{ ref('nightledger', 'nightledger__observed_ticks') }}
),

heartbeats as (
    select * from {{ ref('nightledger', 'nightledger__observed_heartbeats') }}
),

expectations as (
    select * from {{ ref('nightledger', 'nightledger__observed_expectations') }}
),

measures as (
    select * from {{ ref('nightledger', 'nightledger__observed_measures') }}
),

loads as (
    select * from {{ ref('nightledger', 'nightledger__observed_loads') }}
),

stale_assets as (
    select * from {{ ref('nightledger', 'nightledger__observed_stale_assets') }}
),

removals as (
    select * from {{ ref('nightledger', 'nightledger__observed_removals') }}
),

-- a run that was given up and came to its end after all was looked at twice
run_moments as (
    select
        runs.*,
        is_given_up,
        if(is_given_up, runs.given_up_at, runs.finished_at) as observed_at,
    from runs
    cross join unnest([true, false]) as is_given_up
    where
        (is_given_up and runs.given_up_at < coalesce(runs.finished_at, current_timestamp()))
        or (not is_given_up and runs.finished_at is not null)
),

-- a run is good when it came to its end: what failed in it is observed by itself
ended_runs as (
    select
        environment,
        'run' as kind,
        run_key as subject_id,
        command_line as subject_name,
        cast(null as string) as asset_id,
        cast(null as string) as asset_name,
        'came to its end' as check_name,
        cast(null as string) as column_name,
        invocation_id,
        observed_at,
        if(is_given_up, 'bad', 'ok') as outcome,
        if(is_given_up, 'error', null) as severity,
        false as is_critical,
        false as is_event,
        cast(null as string) as owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        if(is_given_up, 'unknown', null) as error_class,
        if(
            is_given_up,
            concat(
                'started at ', format_timestamp('%Y-%m-%d %H:%M', started_at), ' UTC and ',
                if(finished_at is null, 'never finished', 'took far longer than usual')
            ),
            null
        ) as message,
        cast(null as int64) as failure_count,
        cast(null as json) as alerts,
    from run_moments
),

attempts as (
    select
        *,
        sum(if(event != 'accepted', 1, 0)) over fifteen_minutes as failed_count,
        sum(if(event = 'permanent', 1, 0)) over fifteen_minutes as refused_count,
        count(*) over fifteen_minutes as attempt_count,
    from deliveries
    where event in ('accepted', 'retryable', 'permanent', 'unknown')
    window fifteen_minutes as (
        partition by environment, receiver
        order by unix_seconds(occurred_at)
        range between 900 preceding and current row
    )
),

-- a receiver is bad when too much of what it was sent lately failed: one hiccup is not looked at
receivers as (
    select
        environment,
        'receiver' as kind,
        receiver as subject_id,
        concat('receiver ', receiver) as subject_name,
        cast(null as string) as asset_id,
        receiver as asset_name,
        'takes messages' as check_name,
        cast(null as string) as column_name,
        tick_id as invocation_id,
        occurred_at as observed_at,
        case
            when event = 'accepted' then 'ok'
            when
                100 * failed_count
                > {{ nightledger.setting('receiver_failed_pct') }} * attempt_count
                and (
                    failed_count >= {{ nightledger.setting('receiver_failures') }}
                    or refused_count > 0
                )
                then 'bad'
            else 'not looked'
        end as outcome,
        if(event = 'accepted', null, 'error') as severity,
        false as is_critical,
        false as is_event,
        cast(null as string) as owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        if(event = 'accepted', null, 'network') as error_class,
        concat(
            cast(failed_count as string), ' of ', cast(attempt_count as string),
            ' attempts failed within 15 minutes', coalesce(concat(': ', response), '')
        ) as message,
        cast(null as int64) as failure_count,
        cast(null as json) as alerts,
    from attempts
),

quarantine_problems as (
    select distinct
        {{ nightledger.fingerprint('environment', "'quarantine'", 'message_id') }} as fingerprint,
    from deliveries
    where event = 'quarantined'
),

-- that an alert about a quarantine could not be delivered either is no more news
quarantined_subjects as (
    select
        deliveries.row_id,
        countif(quarantine_problems.fingerprint is null) > 0 as has_other_subject,
    from deliveries
    cross join unnest(deliveries.fingerprints) as subject
    left join quarantine_problems on subject = quarantine_problems.fingerprint
    where deliveries.event = 'quarantined'
    group by deliveries.row_id
),

quarantined as (
    select
        deliveries.environment,
        'quarantine' as kind,
        deliveries.message_id as subject_id,
        concat('an alert for ', coalesce(deliveries.receiver, 'nobody'), ' could not be delivered')
            as subject_name,
        cast(null as string) as asset_id,
        cast(null as string) as asset_name,
        'delivered' as check_name,
        cast(null as string) as column_name,
        deliveries.tick_id as invocation_id,
        deliveries.occurred_at as observed_at,
        'bad' as outcome,
        'error' as severity,
        false as is_critical,
        true as is_event,
        cast(null as string) as owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        'unknown' as error_class,
        concat(
            cast(array_length(deliveries.notification_ids) as string), ' notifications: ',
            coalesce(deliveries.cause, 'no cause given'), '. See vw_alert_ledger'
        ) as message,
        cast(null as int64) as failure_count,
        cast(null as json) as alerts,
    from deliveries
    left join quarantined_subjects on deliveries.row_id = quarantined_subjects.row_id
    where
        deliveries.event = 'quarantined'
        and coalesce(quarantined_subjects.has_other_subject, true)
),

given_notices as (
    select
        environment,
        'notice' as kind,
        if(status = 'event', notice_id, notice_key) as subject_id,
        title as subject_name,
        cast(null as string) as asset_id,
        asset_name,
        source as check_name,
        cast(null as string) as column_name,
        notice_id as invocation_id,
        {{ nightledger.happened_by() }} as observed_at,
        if(status = 'resolved', 'ok', 'bad') as outcome,
        if(status = 'resolved', null, severity) as severity,
        severity = 'critical' as is_critical,
        status = 'event' as is_event,
        owner,
        tags,
        coalesce(runbook_url, link_url) as runbook_url,
        if(status = 'resolved', null, 'unknown') as error_class,
        {{ nightledger.first_line('detail') }} as message,
        cast(null as int64) as failure_count,
        cast(null as json) as alerts,
    from notices
),

everything as (
    select
        environment,
        kind,
        subject_id,
        subject_name,
        asset_id,
        asset_name,
        check_name,
        column_name,
        invocation_id,
        observed_at,
        outcome,
        severity,
        is_critical,
        false as is_event,
        owner,
        tags,
        runbook_url,
        error_class,
        message,
        failure_count,
        alerts,
    from results
    union all
    select * from ended_runs
    union all
    select * from receivers
    union all
    select * from quarantined
    union all
    select * from given_notices
    union all
    select * from assets
    union all
    select * from dagster_runs
    union all
    select * from ticks
    union all
    select * from heartbeats
    union all
    select * from expectations
    union all
    select * from measures
    union all
    select * from loads
    union all
    select * from stale_assets
    union all
    select * from removals
),

final as (
    select
        {{ nightledger.fingerprint('environment', 'kind', 'subject_id') }} as fingerprint,
        environment,
        kind,
        subject_id,
        subject_name,
        asset_id,
        asset_name,
        check_name,
        column_name,
        invocation_id,
        observed_at,
        outcome,
        severity,
        is_critical,
        is_event,
        owner,
        tags,
        runbook_url,
        error_class,
        message,
        failure_count,
        alerts,
    from everything
)

select * from final
