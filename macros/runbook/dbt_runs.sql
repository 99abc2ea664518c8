{#
    CTEs that end in `dbt_runs`: one row per dbt command of the last `history_days`, from its started
    and finished events, its results and the verdict on one that vanished.

    status: succeeded, warned, failed, running, vanished (started, given up by a look), incomplete
    (finished, nothing on record failed, but result rows are missing).
#}
{% macro dbt_runs() -%}
-- both events carry the same text, so max only picks the one that is there
dbt_commands as (
    select
        environment,
        invocation_id,
        max(coalesce(pipeline_run_id, dagster_run_id, invocation_id)) as run_id,
        max(dagster_run_id) as dagster_run_id,
        max(command) as command,
        max(
            {{ nightledger.dbt_command_line() }}
        ) as command_line,
        max(run_key) as run_key,
        max(target_name) as target_name,
        max(invoked_by) as invoked_by,
        max(git_sha) as git_sha,
        max(run_url) as run_url,
        min(if(event = 'started', occurred_at, null)) as start_recorded_at,
        min(if(event = 'finished', occurred_at, null)) as finished_at,
        max(result_count) as announced_result_count,
    from {{ nightledger.relation('dbt_invocations') }}
    where recorded_at >= {{ nightledger.days_ago(nightledger.setting('history_days')) }}
    group by environment, invocation_id
),

all_statuses as (
    {%- for table in ['dbt_test_results', 'dbt_node_results', 'dbt_source_freshness'] %}
    select distinct invocation_id, row_id, status
    from {{ nightledger.relation(table) }}
    where recorded_at >= {{ nightledger.days_ago(nightledger.setting('history_days')) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

result_counts as (
    select
        invocation_id,
        count(*) as result_count,
        sum(if({{ nightledger.outcome('status') }} = 'bad' and status != 'warn', 1, 0))
            as failed_count,
        sum(if(status = 'warn', 1, 0)) as warned_count,
    from all_statuses
    group by invocation_id
),

given_up as (
    select run_id as invocation_id, min(observed_at) as vanished_at
    from {{ nightledger.relation('problem_events') }}
    where
        recorded_at >= {{ nightledger.days_ago(nightledger.setting('history_days')) }}
        and kind = 'run'
        and outcome = 'bad'
    group by run_id
),

-- what was learned on an earlier day, the last one there is, as the look has it
usual_durations as (
    select
        environment,
        subject,
        median,
        learned_on,
        lead(learned_on) over (partition by environment, subject order by learned_on)
            as next_learned_on,
    from {{ nightledger.relation('learned_usuals') }}
    where
        recorded_at >= {{ nightledger.days_ago(nightledger.setting('history_days')) }}
        and measure = 'duration_seconds'
        and starts_with(subject, 'dbt/')
        and coalesce(slot, '') = ''
    qualify
        row_number() over (
            partition by environment, subject, learned_on order by recorded_at
        ) = 1
),

timed_commands as (
    select
        dbt_commands.*,
        coalesce(dbt_commands.start_recorded_at, dbt_commands.finished_at) as started_at,
        {{ nightledger.seconds_between(
            'dbt_commands.start_recorded_at', 'dbt_commands.finished_at'
        ) }} as duration_seconds,
        coalesce(result_counts.result_count, 0) as result_count,
        coalesce(result_counts.failed_count, 0) as failed_count,
        coalesce(result_counts.warned_count, 0) as warned_count,
        given_up.vanished_at,
    from dbt_commands
    left join result_counts on dbt_commands.invocation_id = result_counts.invocation_id
    left join given_up on dbt_commands.invocation_id = given_up.invocation_id
),

-- results of a run whose start is out of the window may be out of it too: not missed
dbt_runs as (
    select
        timed_commands.*,
        round(usual_durations.median, 1) as usual_duration_seconds,
        if(
            timed_commands.start_recorded_at is null,
            null,
            greatest(timed_commands.announced_result_count - timed_commands.result_count, 0)
        ) as missing_result_count,
        case
            when finished_at is null and vanished_at is not null then 'vanished'
            when finished_at is null then 'running'
            when failed_count > 0 then 'failed'
            when start_recorded_at is not null and announced_result_count > result_count
                then 'incomplete'
            when warned_count > 0 then 'warned'
            else 'succeeded'
        end as status,
    from timed_commands
    left join usual_durations
        on
            timed_commands.environment = usual_durations.environment
            and concat('dbt/', timed_commands.run_key) = usual_durations.subject
            and date(timed_commands.started_at) > usual_durations.learned_on
            and coalesce(date(timed_commands.started_at) <= usual_durations.next_learned_on, true)
)
{%- endmacro %}
