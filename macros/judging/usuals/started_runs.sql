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


{#
    CTEs that end in `in_line`: starts that may keep a rhythm, each with the seconds from the one
    before and to the next, and with what was first in its pipeline run.
#}
{% macro regular_starts() -%}
{{ nightledger.started_runs() }},

with_head as (
    select
        *,
        first_value(run_key) over pipeline as head_run_key,
        first_value(started_at) over pipeline as head_started_at,
    from started
    window pipeline as (partition by environment, pipeline_run_id order by started_at, run_key)
),

in_line as (
    select
        *,
        {{ nightledger.seconds_between('lag(started_at) over line', 'started_at') }} as gap_seconds,
        {{ nightledger.seconds_between('started_at', 'lead(started_at) over line') }}
            as next_gap_seconds,
        min(started_at) over (partition by environment, run_key) as first_started_at,
        row_number() over (
            partition by environment, run_key order by started_at desc, pipeline_run_id
        ) as number_from_last,
    from with_head
    where is_regular and not is_of_dagster
    window line as (partition by environment, run_key order by started_at, pipeline_run_id)
)
{%- endmacro %}
