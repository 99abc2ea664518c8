{#
    CTEs that end in `measured`: what a service level counts, one row per event of the last
    `history_days`: sli, subject, whether it was good, and the seconds it took (null: none).
#}
{% macro measured_events() -%}
{%- set since = nightledger.days_ago(nightledger.setting('history_days')) -%}
{{ nightledger.dbt_runs() }},

dagster_runs as (
    select * from {{ nightledger.relation('dagster_runs') }}
    where recorded_at >= {{ since }}
    qualify
        row_number() over (
            partition by environment, run_id order by updated_at desc, recorded_at
        ) = 1
        and status != 'managed'
),

measured as (
    select
        environment,
        'run_success' as sli,
        concat('dbt ', command) as subject,
        started_at as measured_at,
        status in ('succeeded', 'warned') as is_good,
        duration_seconds as seconds,
    from dbt_runs
    where status != 'running'
    union all
    select
        environment, 'run_success', job_name, created_at, status = 'success',
        {{ nightledger.seconds_between('started_at', 'ended_at') }},
    from dagster_runs
    where ended_at is not null and coalesce(will_retry, false) = false
    union all
    select
        environment, 'queue_time', job_name, created_at, cast(null as bool), queue_seconds,
    from dagster_runs
    where queue_seconds is not null
    union all
    select
        environment, 'check_success', coalesce(asset_name, test_name), occurred_at,
        {{ nightledger.outcome('status') }} = 'good', execution_seconds,
    from ({{ nightledger.known_facts('dbt_test_results') }})
    where {{ nightledger.outcome('status') }} is not null
    union all
    select
        environment, 'check_success', asset_key, occurred_at, status = 'passed',
        cast(null as float64),
    from ({{ nightledger.known_facts('dagster_asset_check_evaluations') }})
    where status in ('passed', 'failed') and dbt_unique_id is null
    union all
    select
        environment, 'freshness', concat(source_name, '.', table_name), occurred_at,
        {{ nightledger.outcome('status') }} = 'good', age_seconds,
    from ({{ nightledger.known_facts('dbt_source_freshness') }})
    where {{ nightledger.outcome('status') }} is not null
    union all
    select
        environment, 'load_success', concat(pipeline_name, '.', table_name), occurred_at,
        status = 'loaded', {{ nightledger.seconds_between('started_at', 'finished_at') }},
    from ({{ nightledger.known_facts('dlt_loads') }})
    union all
    select
        environment, 'router', '*', occurred_at, outcome in ('ok', 'idle'), duration_seconds,
    from ({{ nightledger.known_facts('router_ticks') }})
)
{%- endmacro %}
