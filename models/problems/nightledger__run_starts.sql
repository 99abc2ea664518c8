-- one row per run of a dbt command, Dagster job or dlt pipeline within what started it
-- Replayed facts (`shifted_days`) are left out: they happened at another time.
{%- set needs_success = nightledger.declared_runs() | selectattr('by') | list | length > 0 %}
with

events as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_invocations') }}
    where shifted_days is null
),

dagster_runs as (
    select * from {{ ref('nightledger', 'nightledger__stg_dagster_runs') }}
),

loads as (
    select * from {{ ref('nightledger', 'nightledger__stg_dlt_loads') }}
    where shifted_days is null
),

-- only a declared `by` asks whether a command succeeded, which needs all its results
successful as (
    {%- if needs_success %}
        select invocation_id
        from {{ ref('nightledger', 'nightledger__runs') }}
        where status in ('succeeded', 'warned')
    {%- else %}
        select distinct invocation_id
        from events
        where event = 'finished'
    {%- endif %}
),

commands as (
    select
        environment,
        invocation_id,
        max(coalesce(pipeline_run_id, invocation_id)) as pipeline_run_id,
        max(coalesce(invocation_command, concat('dbt ', command))) as run_name,
        max(project_name) as project_name,
        max(target_name) as target_name,
        max(dagster_run_id) as dagster_run_id,
        min(occurred_at) as started_at,
        min(if(event = 'finished', occurred_at, null)) as finished_at,
    from events
    group by environment, invocation_id
),

runs as (
    select
        commands.environment,
        concat('dbt/', concat(project_name, '/', target_name, '/', run_name)) as run_key,
        commands.run_name,
        commands.invocation_id as run_id,
        commands.pipeline_run_id,
        commands.started_at,
        if(successful.invocation_id is null, null, commands.finished_at) as succeeded_at,
        true as is_regular,
        commands.dagster_run_id is not null as is_of_dagster,
    from commands
    left join successful on commands.invocation_id = successful.invocation_id
    union all
    -- what a schedule launches is expected by the schedule; people and backfills keep no rhythm
    select
        environment,
        concat(
            'dagster/',
            {{ nightledger.in_deployment("concat(coalesce(code_location, ''), '/', job_name)") }}
        ) as run_key,
        job_name as run_name,
        run_id,
        run_id as pipeline_run_id,
        coalesce(created_at, occurred_at) as started_at,
        if(status = 'success', ended_at, null) as succeeded_at,
        launched_by in ('sensor', 'automation') and not starts_with(job_name, '__') as is_regular,
        false as is_of_dagster,
    from dagster_runs
    union all
    select
        environment,
        concat('dlt/', pipeline_name) as run_key,
        pipeline_name as run_name,
        load_id as run_id,
        coalesce(pipeline_run_id, load_id) as pipeline_run_id,
        coalesce(started_at, occurred_at) as started_at,
        if(status = 'loaded', coalesce(finished_at, occurred_at), null) as succeeded_at,
        true as is_regular,
        dagster_run_id is not null as is_of_dagster,
    from loads
),

-- the tables of a load, and a command tried again, are one run of what started them
final as (
    select
        environment,
        run_key,
        pipeline_run_id,
        min(run_name) as run_name,
        min(run_id) as run_id,
        min(started_at) as started_at,
        max(succeeded_at) as succeeded_at,
        logical_or(is_regular) as is_regular,
        logical_or(is_of_dagster) as is_of_dagster,
    from runs
    group by environment, run_key, pipeline_run_id
)

select * from final
