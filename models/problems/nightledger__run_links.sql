-- one row per run: a dbt command or a Dagster run, with what a message says of it
-- What runs without an id of its own (a receiver, a notice) is not here.
with

events as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_invocations') }}
),

dagster_runs as (
    select * from {{ ref('nightledger', 'nightledger__stg_dagster_runs') }}
),

entries as (
    select
        invocation_id,
        coalesce(invocation_command, concat('dbt ', command)) as run_name,
        run_url,
        artifacts_url,
        git_sha,
        dbt_version,
        pipeline_run_id,
        dagster_run_id,
    from events
    union all
    select
        run_id as invocation_id,
        concat(
            {{ nightledger.dagster_job_name() }}, coalesce(concat(' for ', partition_key), '')
        ) as run_name,
        run_url,
        cast(null as string) as artifacts_url,
        cast(null as string) as git_sha,
        cast(null as string) as dbt_version,
        cast(null as string) as pipeline_run_id,
        run_id as dagster_run_id,
    from dagster_runs
),

-- the events of a command carry the same text, so max only picks the one that is there
runs as (
    select
        invocation_id,
        max(run_name) as run_name,
        max(run_url) as run_url,
        max(artifacts_url) as artifacts_url,
        max(git_sha) as git_sha,
        max(dbt_version) as dbt_version,
        max(pipeline_run_id) as pipeline_run_id,
        max(dagster_run_id) as dagster_run_id,
    from entries
    group by invocation_id
),

-- a Dagster run has no pipeline run id of its own: that of the dbt commands it started is its too
with_pipelines as (
    select
        *,
        coalesce(
            pipeline_run_id,
            if(
                invocation_id = dagster_run_id,
                max(pipeline_run_id) over (partition by coalesce(dagster_run_id, invocation_id)),
                null
            ),
            dagster_run_id,
            invocation_id
        ) as run_id,
    from runs
),

final as (
    select
        invocation_id,
        run_id,
        run_name,
        run_url,
        artifacts_url,
        git_sha,
        dbt_version,
        pipeline_run_id,
        dagster_run_id,
    from with_pipelines
)

select * from final
