-- one row per dbt command, from its started and finished events
with

events as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_invocations') }}
),

test_results as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_test_results') }}
),

node_results as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_node_results') }}
),

source_freshness as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_source_freshness') }}
),

-- both events carry the same text, so max only picks the one that is there
commands as (
    select
        environment,
        invocation_id,
        max(pipeline_run_id) as pipeline_run_id,
        max(dagster_run_id) as dagster_run_id,
        max(command) as command,
        max(coalesce(invocation_command, concat('dbt ', command))) as command_line,
        max(project_name) as project_name,
        max(target_name) as target_name,
        max(invoked_by) as invoked_by,
        max(orchestrator) as orchestrator,
        max(git_sha) as git_sha,
        max(git_branch) as git_branch,
        max(run_url) as run_url,
        max(artifacts_url) as artifacts_url,
        max(shifted_days) as shifted_days,
        min(if(event = 'started', occurred_at, null)) as start_recorded_at,
        min(if(event = 'finished', occurred_at, null)) as finished_at,
        max(result_count) as announced_result_count,
    from events
    group by environment, invocation_id
),

results as (
    select
        invocation_id,
        status,
    from test_results
    union all
    select
        invocation_id,
        status,
    from node_results
    union all
    select
        invocation_id,
        status,
    from source_freshness
),

result_counts as (
    select
        invocation_id,
        count(*) as result_count,
        countif({{ nightledger.outcome('status') }} = 'bad' and status != 'warn') as failed_count,
        countif(status = 'warn') as warned_count,
    from results
    group by invocation_id
),

timed as (
    select
        commands.*,
        coalesce(result_counts.result_count, 0) as result_count,
        coalesce(result_counts.failed_count, 0) as failed_count,
        coalesce(result_counts.warned_count, 0) as warned_count,
        coalesce(result_counts.failed_count, 0) = 0 and commands.finished_at is not null
            as is_successful,
        coalesce(commands.start_recorded_at, commands.finished_at) as started_at,
        {{ nightledger.seconds_between('commands.start_recorded_at', 'commands.finished_at') }}
            as duration_seconds,
        concat(project_name, '/', target_name, '/', command_line) as run_key,
    from commands
    left join result_counts on commands.invocation_id = result_counts.invocation_id
),

-- of a successful run: how long it and the successful runs before it took
with_recent_durations as (
    select
        *,
        array_agg(duration_seconds) over (
            partition by environment, run_key, is_successful
            order by started_at, invocation_id
            rows between {{ nightledger.setting('usual_runs') - 1 }} preceding
            and current row
        ) as recent_durations,
    from timed
),

with_medians as (
    select
        *,
        if(is_successful, {{ nightledger.median_of('recent_durations') }}, null) as median_seconds,
    from with_recent_durations
),

-- of any run: what the last successful run before it left as usual
with_usual as (
    select
        *,
        last_value(median_seconds ignore nulls) over (
            partition by environment, run_key
            order by started_at, invocation_id
            rows between unbounded preceding and 1 preceding
        ) as usual_seconds,
    from with_medians
),

with_patience as (
    select
        *,
        {{ nightledger.patience_limit('vanished') }} as given_up_at,
    from with_usual
),

-- results of a run whose start is out of the window may be out of it too: not missed
final as (
    select
        environment,
        invocation_id,
        pipeline_run_id,
        dagster_run_id,
        run_key,
        command,
        command_line,
        project_name,
        target_name,
        case
            when finished_at is null and given_up_at < current_timestamp() then 'vanished'
            when finished_at is null then 'running'
            when failed_count > 0 then 'failed'
            when start_recorded_at is not null and announced_result_count > result_count
                then 'incomplete'
            when warned_count > 0 then 'warned'
            else 'succeeded'
        end as status,
        started_at,
        finished_at,
        duration_seconds,
        round(usual_seconds, 1) as usual_duration_seconds,
        given_up_at,
        result_count,
        if(
            start_recorded_at is null,
            null, greatest(announced_result_count - result_count, 0)
        ) as missing_result_count,
        failed_count,
        warned_count,
        invoked_by,
        orchestrator,
        git_sha,
        git_branch,
        run_url,
        artifacts_url,
        shifted_days,
    from with_patience
)

select * from final
