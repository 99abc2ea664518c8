-- one row per test, node or source of a dbt command, whatever came of it
with

test_results as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_test_results') }}
),

node_results as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_node_results') }}
),

source_freshness as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_source_freshness') }}
),

tests as (
    select
        environment,
        'test' as kind,
        unique_id as subject_id,
        concat(
            test_name,
            coalesce(concat(' on ', asset_name), ''),
            coalesce(concat('.', column_name), '')
        ) as subject_name,
        asset_id,
        asset_name,
        'test' as resource_type,
        test_name as check_name,
        column_name,
        invocation_id,
        {{ nightledger.happened_by() }} as observed_at,
        status,
        case
            when status not in ('fail', 'warn') then null
            when test_type = 'unit' then 'sql'
            else 'data_quality'
        end as known_class,
        is_critical,
        owner,
        runbook_url,
        failures as failure_count,
        message as full_message,
        cast(null as int64) as rows_affected,
        bytes_billed,
        execution_seconds,
        depends_on,
        tags,
        alerts,
    from test_results
),

nodes as (
    select
        environment,
        'node' as kind,
        unique_id as subject_id,
        concat(resource_type, ' ', name) as subject_name,
        unique_id as asset_id,
        name as asset_name,
        resource_type,
        if(resource_type = 'operation', 'run', 'build') as check_name,
        cast(null as string) as column_name,
        invocation_id,
        {{ nightledger.happened_by() }} as observed_at,
        status,
        cast(null as string) as known_class,
        is_critical,
        owner,
        runbook_url,
        cast(null as int64) as failure_count,
        message as full_message,
        rows_affected,
        bytes_billed,
        execution_seconds,
        depends_on,
        tags,
        alerts,
    from node_results
),

sources as (
    select
        environment,
        'freshness' as kind,
        unique_id as subject_id,
        concat('freshness of ', source_name, '.', table_name) as subject_name,
        unique_id as asset_id,
        concat(source_name, '.', table_name) as asset_name,
        'source' as resource_type,
        'freshness' as check_name,
        cast(null as string) as column_name,
        invocation_id,
        {{ nightledger.happened_by() }} as observed_at,
        status,
        if(status in ('warn', 'error'), 'data_quality', null) as known_class,
        is_critical,
        owner,
        runbook_url,
        cast(null as int64) as failure_count,
        if(
            message is null and status in ('warn', 'error'),
            concat(
                'newest row is ', {{ nightledger.duration_text('age_seconds') }}, ' old, limit ',
                {{ nightledger.duration_text(
                    "if(status = 'warn', warn_after_seconds, error_after_seconds)"
                ) }}
            ),
            message
        ) as full_message,
        cast(null as int64) as rows_affected,
        cast(null as int64) as bytes_billed,
        execution_seconds,
        cast([] as array<string>) as depends_on,
        tags,
        alerts,
    from source_freshness
),

everything as (
    select * from tests
    union all
    select * from nodes
    union all
    select * from sources
),

judged as (
    select
        *,
        {{ nightledger.outcome('status') }} as outcome,
    from everything
),

final as (
    select
        environment,
        kind,
        subject_id,
        subject_name,
        asset_id,
        asset_name,
        resource_type,
        check_name,
        column_name,
        invocation_id,
        observed_at,
        status,
        outcome,
        case
            when outcome != 'bad' then null
            when json_value(alerts.severity) in ('critical', 'error', 'warn')
                then json_value(alerts.severity)
            when status = 'warn' then 'warn'
            when is_critical then 'critical'
            else 'error'
        end as severity,
        is_critical,
        owner,
        runbook_url,
        if(
            outcome = 'bad',
            coalesce(known_class, {{ nightledger.error_class('full_message') }}),
            null
        ) as error_class,
        {{ nightledger.first_line('full_message') }} as message,
        failure_count,
        rows_affected,
        bytes_billed,
        execution_seconds,
        depends_on,
        tags,
        alerts,
    from judged
)

select * from final
