-- one row per node and test of the last command that had several, the longest first
with last_run as (
    select invocation_id
    from `{dataset}.vw_run_summary`
    where
        started_at >= @since
        and @environment in ('', environment)
        and model_ok_count + model_failed_count + test_ok_count + test_failed_count > 1
    order by started_at desc
    limit 1
),

results as (
    select invocation_id, name, resource_type as kind, status, started_at, execution_seconds
    from `{dataset}.dbt_node_results`
    where recorded_at >= @since
    union all
    select
        invocation_id,
        concat(test_name, coalesce(concat(' on ', asset_name), ''), coalesce(concat('.', column_name), '')),
        'test',
        status,
        started_at,
        execution_seconds,
    from `{dataset}.dbt_test_results`
    where recorded_at >= @since
)

select
    results.name,
    results.kind,
    results.status,
    results.started_at,
    results.execution_seconds,
    count(*) over () as total_count,
from results
inner join last_run on results.invocation_id = last_run.invocation_id
where results.started_at is not null and results.execution_seconds is not null
order by results.execution_seconds desc, results.name
limit 300
