{# SELECT of what is on record of assets over time: rows, code, changes of their schema. #}
{% macro asset_facts_compared() -%}
    select
        environment,
        unique_id as node_id,
        name,
        least(occurred_at, recorded_at) as happened_at,
        if(
            status = 'success'
            and coalesce(materialization not in ('view', 'ephemeral'), true),
            rows_affected, null
        ) as row_count,
        code_checksum as code,
        cast(null as string) as schema_changes,
    from {{ nightledger.relation('dbt_node_results') }}
    where recorded_at >= compared_since and recorded_at <= look_clock and status != 'skipped'
    union all
    select
        environment,
        concat('dlt.', pipeline_name, '.', table_name),
        table_name,
        least(occurred_at, recorded_at),
        if(status = 'loaded', rows_loaded, null),
        cast(null as string),
        nullif(array_to_string(schema_changes, ', '), ''),
    from {{ nightledger.relation('dlt_loads') }}
    where recorded_at >= compared_since and recorded_at <= look_clock
    union all
    select
        environment,
        concat('dagster.', asset_key),
        asset_key,
        least(occurred_at, recorded_at),
        row_count,
        code_version,
        cast(null as string),
    from {{ nightledger.relation('dagster_asset_materializations') }}
    where
        recorded_at >= compared_since
        and recorded_at <= look_clock
        and event = 'materialized'
        and dbt_unique_id is null
{%- endmacro %}
