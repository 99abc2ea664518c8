{#
    CTEs that end in `told_by_dbt`: failed steps of dbt, of the CTE `failed`, whose command left what
    failed on record.

    Our own step of dbt's names the command; dagster-dbt's does not: then the run has to have as many
    commands with failures on record as steps of dbt that failed.
#}
{% macro told_by_dbt() -%}
command_facts as (
    {{ nightledger.earlier_facts('dbt_invocations') }}
),

test_results as (
    {{ nightledger.earlier_facts('dbt_test_results') }}
),

node_results as (
    {{ nightledger.earlier_facts('dbt_node_results') }}
),

result_facts as (
    select
        invocation_id,
        recorded_at,
        status,
    from test_results
    union all
    select
        invocation_id,
        recorded_at,
        status,
    from node_results
),

commands as (
    select distinct
        command_facts.invocation_id,
        run_or_command_id,
    from command_facts
    cross join
        unnest([
            command_facts.dagster_run_id, command_facts.pipeline_run_id, command_facts.invocation_id
        ]) as run_or_command_id
    where run_or_command_id is not null
),

recorded_failures as (
    select
        commands.run_or_command_id,
        commands.invocation_id,
        min(result_facts.recorded_at) as recorded_at,
    from commands
    inner join result_facts on commands.invocation_id = result_facts.invocation_id
    where
        {{ nightledger.outcome('result_facts.status') }} = 'bad'
        and result_facts.status != 'warn'
    group by commands.run_or_command_id, commands.invocation_id
),

dbt_steps as (
    select
        failed.row_id,
        count(distinct others.step_key) as step_count,
    from failed
    inner join timed_steps as others on failed.run_id = others.run_id
    where
        failed.is_of_dbt
        and others.is_of_dbt
        and others.event = 'failed'
        and others.recorded_at <= failed.known_at
    group by failed.row_id
),

told_by_dbt as (
    select failed.row_id
    from failed
    inner join dbt_steps on failed.row_id = dbt_steps.row_id
    inner join recorded_failures
        on
            coalesce(failed.dbt_invocation_id, failed.run_id) = recorded_failures.run_or_command_id
            and {{ nightledger.on_record('recorded_failures.recorded_at', 'failed.known_at') }}
    group by failed.row_id, failed.dbt_invocation_id, dbt_steps.step_count
    having
        failed.dbt_invocation_id is not null
        or count(distinct recorded_failures.invocation_id) >= dbt_steps.step_count
)
{%- endmacro %}
