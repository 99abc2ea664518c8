-- one row per check of an asset: a test, the freshness of a source, or the build of a model
with

strips as (
    select * from {{ ref('nightledger', 'nightledger__strips') }}
),

final as (
    select
        asset_name,
        check_name,
        column_name,
        strip,
        case
            when outcome = 'not looked' then 'not looked'
            when days_failed = 0 then 'clean'
            when change_count >= {{ nightledger.setting('flapping_changes') }}
                then 'flapping'
            when days_failed = 1 then 'one-off'
            when outcome = 'bad' then 'trend'
            else 'recovered'
        end as verdict,
        days_failed,
        failures_per_day,
        failure_count as last_failure_count,
        observed_at as last_looked_at,
        owner,
        is_critical,
        kind,
        environment,
        subject_id,
        fingerprint,
    from strips
)

select * from final
