-- one row per run that started and never finished
with

runs as (
    select * from {{ ref('nightledger', 'nightledger__runs') }}
),

with_next as (
    select
        *,
        min(finished_at) over (
            partition by environment, run_key
            order by started_at, invocation_id
            rows between 1 following and unbounded following
        ) as finished_again_at,
    from runs
),

final as (
    select
        started_at,
        command_line,
        given_up_at as vanished_at,
        usual_duration_seconds,
        finished_again_at,
        concat(
            if(
                finished_again_at is null,
                'The same command has not finished since: see why it ended, then run it again. ',
                'The same command has finished since: find out why this one ended. '
            ),
            'If dbt came to its end and only the record is missing, ',
            '`nightledger ingest target/` adds it from the artefacts of that run.'
        ) as what_to_do,
        invoked_by,
        orchestrator,
        project_name,
        target_name,
        environment,
        git_sha,
        git_branch,
        run_url,
        artifacts_url,
        invocation_id,
        pipeline_run_id,
        dagster_run_id,
        shifted_days,
    from with_next
    where status = 'vanished'
)

select * from final
