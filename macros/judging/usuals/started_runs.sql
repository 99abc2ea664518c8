{#
    CTEs that end in `started`: starts of dbt commands, Dagster jobs and dlt pipelines within what
    started them, of the history that is learned from.

    The tables of a load, and a command tried again, are one run of what started them. What a
    schedule launches is expected by the schedule; people and backfills keep no rhythm.
#}
{% macro started_runs() -%}
command_facts as (
    {{ nightledger.history_facts('dbt_invocations') }}
),

run_facts as (
    {{ nightledger.history_facts('dagster_runs') }}
),

load_facts as (
    {{ nightledger.history_facts('dlt_loads') }}
),

starts as (
    select
        environment,
        concat('dbt/', {{ nightledger.dbt_run_key() }}) as run_key,
        coalesce(pipeline_run_id, invocation_id) as pipeline_run_id,
        least(occurred_at, recorded_at) as started_at,
        true as is_regular,
        dagster_run_id is not null as is_of_dagster,
    from command_facts
    where shifted_days is null
    union all
    select
        environment,
        {{ nightledger.dagster_job_key() }} as run_key,
        run_id as pipeline_run_id,
        coalesce(created_at, occurred_at) as started_at,
        launched_by in ('sensor', 'automation') and not starts_with(job_name, '__') as is_regular,
        false as is_of_dagster,
    from run_facts
    union all
    select
        environment,
        concat('dlt/', pipeline_name) as run_key,
        coalesce(pipeline_run_id, load_id) as pipeline_run_id,
        coalesce(started_at, least(occurred_at, recorded_at)) as started_at,
        true as is_regular,
        dagster_run_id is not null as is_of_dagster,
    from load_facts
    where shifted_days is null
),

started as (
    select
        environment,
        run_key,
        pipeline_run_id,
        min(started_at) as started_at,
        logical_or(is_regular) as is_regular,
        logical_or(is_of_dagster) as is_of_dagster,
    from starts
    group by environment, run_key, pipeline_run_id
)
{%- endmacro %}
