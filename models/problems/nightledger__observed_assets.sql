-- one row each time Dagster looked at an asset: a check, a step, its freshness
with

checks as (
    select * from {{ ref('nightledger', 'nightledger__judged_checks') }}
),

steps as (
    select * from {{ ref('nightledger', 'nightledger__judged_steps') }}
),

freshness as (
    select * from {{ ref('nightledger', 'nightledger__judged_freshness') }}
),

assets as (
    select * from {{ ref('nightledger', 'nightledger__dagster_assets') }}
),

judged as (
    select * from checks
    union all
    select * from steps
    union all
    select * from freshness
),

-- a step's key is no asset's unless the ledger saw the step make one, and only one
described as (
    select
        judged.*,
        coalesce(
            assets.asset_id, if(judged.name_type = 'asset', concat('dagster.', judged.name), null)
        ) as asset_id,
        coalesce(
            assets.asset_name, if(judged.name_type = 'asset', judged.name, null)
        ) as asset_name,
        coalesce(assets.is_critical, false) as is_critical,
        assets.owner,
        coalesce(assets.tags, []) as tags,
        assets.runbook_url,
        assets.alerts,
    from judged
    left join assets
        on
            judged.environment = assets.environment
            and judged.name_type = assets.name_type
            and judged.name = assets.name
),

final as (
    select
        environment,
        kind,
        subject_id,
        case kind
            when 'check' then concat(subject_name, ' on ', asset_name)
            when 'freshness' then concat('freshness of ', asset_name)
            else subject_name
        end as subject_name,
        asset_id,
        asset_name,
        check_name,
        cast(null as string) as column_name,
        invocation_id,
        observed_at,
        outcome,
        case
            when outcome != 'bad' then null
            when {{ nightledger.alert_rule('severity') }} in ('critical', 'error', 'warn')
                then {{ nightledger.alert_rule('severity') }}
            else said_severity
        end as severity,
        is_critical,
        false as is_event,
        owner,
        tags,
        runbook_url,
        error_class,
        message,
        failure_count,
        alerts,
    from described
)

select * from final
