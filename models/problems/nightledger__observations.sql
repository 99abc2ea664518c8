-- one row each time something was looked at, or should have been: a test, node, source or run
with

results as (
    select * from {{ ref('nightledger', 'nightledger__results') }}
),

runs as (
    select * from {{ ref('nightledger', 'nightledger__runs') }}
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
        if(status = 'vanished', given_up_at, finished_at) as observed_at,
        if(status = 'vanished', 'bad', 'ok') as outcome,
        if(status = 'vanished', 'error', null) as severity,
        false as is_critical,
        cast(null as string) as owner,
        cast(null as string) as runbook_url,
        if(status = 'vanished', 'unknown', null) as error_class,
        if(
            status = 'vanished',
            concat(
                'started at ', format_timestamp('%Y-%m-%d %H:%M', started_at),
                ' UTC and never finished'
            ),
            null
        ) as message,
        cast(null as int64) as failure_count,
    from runs
    where status != 'running'
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
        owner,
        runbook_url,
        error_class,
        message,
        failure_count,
    from results
    union all
    select * from ended_runs
),

final as (
    select
        {{ nightledger.fingerprint('environment', 'kind', 'subject_id') }} as fingerprint,
        everything.*,
    from everything
)

select * from final
