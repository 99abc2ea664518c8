{#
    CTEs that end in `refreshed_nodes`: refreshes of dbt models, seeds and snapshots with what is
    measured of them, of two CTEs.

    Views have no rows, and a full refresh of an incremental model writes all of them, any other run
    only the new ones. Replayed facts (`shifted_days`) happened at another time. One model that is
    built into several relations (a job for each country) has as many things that are usual.
#}
{% macro node_refreshes(nodes, commands) -%}
full_refreshes as (
    select distinct invocation_id
    from {{ commands }}
    where full_refresh
),

refreshed_nodes as (
    select
        {{ nodes }}.*,
        {{ nodes }}.unique_id as subject,
        concat({{ nodes }}.unique_id, '/', coalesce({{ nodes }}.relation_name, '')) as exact_subject,
        if(
            coalesce({{ nodes }}.materialization in ('view', 'materialized_view', 'ephemeral'), false)
            or (
                coalesce({{ nodes }}.materialization in ('incremental', 'microbatch'), false)
                and full_refreshes.invocation_id is not null
            ),
            null, {{ nodes }}.rows_affected
        ) as row_count,
        {{ nodes }}.execution_seconds as duration_seconds,
        least({{ nodes }}.occurred_at, {{ nodes }}.recorded_at) as measured_at,
    from {{ nodes }}
    left join full_refreshes on {{ nodes }}.invocation_id = full_refreshes.invocation_id
    where
        {{ nodes }}.status = 'success'
        and {{ nodes }}.shifted_days is null
        and {{ nodes }}.resource_type in ('model', 'seed', 'snapshot')
)
{%- endmacro %}


{# Results of tests that count nulls or duplicates of a column, of a CTE. #}
{% macro counted_failures(tests) -%}
    select
        *,
        concat(coalesce(asset_id, unique_id), '.', column_name) as subject,
        concat(
            coalesce(asset_id, unique_id), '.', column_name, '/', coalesce(asset_relation, '')
        ) as exact_subject,
        if(test_name = 'not_null', 'null_count', 'duplicate_count') as measure,
        least(occurred_at, recorded_at) as measured_at,
    from {{ tests }}
    where
        test_name in ('not_null', 'unique')
        and column_name is not null
        and failures is not null
        and shifted_days is null
{%- endmacro %}


{# Tables that dlt loaded with their rows, and packages with their seconds, of a CTE. #}
{% macro load_refreshes(loads) -%}
    select
        environment,
        concat('dlt.', pipeline_name, '.', table_name) as subject,
        concat(pipeline_name, '.', table_name) as asset_name,
        row_id as verdict_key,
        load_id,
        dagster_run_id,
        rows_loaded as row_count,
        cast(null as float64) as duration_seconds,
        least(occurred_at, recorded_at) as measured_at,
        recorded_at,
    from {{ loads }}
    where status = 'loaded' and shifted_days is null
    union all
    select
        environment,
        concat('dlt.', pipeline_name) as subject,
        pipeline_name as asset_name,
        load_id as verdict_key,
        load_id,
        min(dagster_run_id) as dagster_run_id,
        cast(null as int64) as row_count,
        {{ nightledger.seconds_between('min(started_at)', 'max(finished_at)') }} as duration_seconds,
        min(least(occurred_at, recorded_at)) as measured_at,
        min(recorded_at) as recorded_at,
    from {{ loads }}
    where status = 'loaded' and shifted_days is null
    group by environment, pipeline_name, load_id
{%- endmacro %}


{#
    Assets that Dagster made with their rows, and steps that made only one with their seconds, of two
    CTEs. What dbt and dlt made, they have recorded themselves.
#}
{% macro asset_refreshes(assets, steps) -%}
    select
        environment,
        asset_key,
        partition_key,
        row_id as verdict_key,
        coalesce(run_id, event_id) as run_id,
        row_count,
        cast(null as float64) as duration_seconds,
        least(occurred_at, recorded_at) as measured_at,
        recorded_at,
    from {{ assets }}
    where {{ nightledger.is_made_by_dagster() }}
    union all
    select
        {{ steps }}.environment,
        min(made.asset_key) as asset_key,
        min(made.partition_key) as partition_key,
        {{ steps }}.row_id as verdict_key,
        min({{ steps }}.run_id) as run_id,
        cast(null as int64) as row_count,
        min({{ steps }}.duration_seconds) as duration_seconds,
        min(least({{ steps }}.occurred_at, {{ steps }}.recorded_at)) as measured_at,
        min({{ steps }}.recorded_at) as recorded_at,
    from {{ steps }}
    inner join {{ assets }} as made
        on
            {{ steps }}.run_id = made.run_id
            and {{ steps }}.step_key = made.step_key
            and made.recorded_at <= {{ steps }}.recorded_at
    where {{ steps }}.event = 'succeeded' and made.event = 'materialized'
    group by {{ steps }}.environment, {{ steps }}.row_id
    having
        count(distinct made.asset_key) = 1
        and logical_and({{ nightledger.is_made_by_dagster('made.') }})
{%- endmacro %}


{# Whether a fact of an asset is that Dagster itself made it. #}
{% macro is_made_by_dagster(fact='') -%}
    {{ fact }}event = 'materialized'
            and {{ fact }}dbt_unique_id is null
            and {{ fact }}dbt_invocation_id is null
            and coalesce(array_length({{ fact }}dlt_load_ids), 0) = 0
{%- endmacro %}
