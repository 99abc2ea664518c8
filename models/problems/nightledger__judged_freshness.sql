-- one row per change of the freshness state that Dagster gives an asset
with

events as (
    select * from {{ ref('nightledger', 'nightledger__stg_dagster_asset_materializations') }}
    where event = 'freshness'
),

final as (
    select
        environment,
        'freshness' as kind,
        asset_key as subject_id,
        'freshness' as subject_name,
        'asset' as name_type,
        asset_key as name,
        'freshness' as check_name,
        coalesce(run_id, event_id) as invocation_id,
        {{ nightledger.happened_by() }} as observed_at,
        case
            when freshness_state = 'pass' then 'ok'
            when freshness_state in ('warn', 'fail') then 'bad'
            else 'not looked'
        end as outcome,
        if(freshness_state = 'warn', 'warn', 'error') as said_severity,
        if(freshness_state in ('warn', 'fail'), 'data_quality', null) as error_class,
        case
            when freshness_state = 'warn'
                then 'nothing new for almost as long as its freshness policy allows'
            when freshness_state = 'fail'
                then 'nothing new for longer than its freshness policy allows'
            when freshness_state = 'pass' then null
            else 'Dagster does not know whether it is fresh'
        end as message,
        cast(null as int64) as failure_count,
    from events
)

select * from final
