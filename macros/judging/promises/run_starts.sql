{#
    CTEs that end in `starts`: what new facts of one family say of the start and the success of runs.

    One row a fact: the run's key and name, started_at, whether it tells of a start (is_start) or a
    success (is_success), and the deployment whose sensor recorded it (reader). Replayed facts
    (`shifted_days`) are left out: they happened at another time.

    family: dbt, dagster or dlt.
#}
{% macro run_starts(family) -%}
{%- if family == 'dbt' -%}
{{ nightledger.dbt_starts() }}
{%- elif family == 'dagster' -%}
facts as (
    {{ nightledger.new_facts('dagster_runs') }}
),

starts as (
    select
        row_id,
        recorded_at,
        environment,
        {{ nightledger.dagster_job_key() }} as run_key,
        job_name as run_name,
        run_id,
        coalesce(created_at, occurred_at) as started_at,
        true as is_start,
        status = 'success' as is_success,
        deployment as reader,
    from facts
)
{%- else -%}
facts as (
    {{ nightledger.new_facts('dlt_loads') }}
),

starts as (
    select
        row_id,
        recorded_at,
        environment,
        concat('dlt/', pipeline_name) as run_key,
        pipeline_name as run_name,
        load_id as run_id,
        coalesce(started_at, {{ nightledger.happened_by() }}) as started_at,
        true as is_start,
        status = 'loaded' as is_success,
        cast(null as string) as reader,
    from facts
    where shifted_days is null
)
{%- endif -%}
{%- endmacro %}


{#
    CTEs that end in `starts`, of dbt commands. Whether one succeeded needs its results; they are read
    only if somebody asks, with `by` in expected_runs. They are written just before the command's end.
#}
{% macro dbt_starts() -%}
{%- set asks_success = nightledger.declared_runs() | selectattr('by') | list | length > 0 -%}
{%- set lately = 'recorded_at > timestamp_sub(facts_since, interval 1 day) and recorded_at <= look_clock' -%}
facts as (
    select
        * except (run_key),
        concat('dbt/', {{ nightledger.dbt_run_key() }}) as run_key,
        coalesce(invocation_command, concat('dbt ', command)) as run_name,
        min({{ nightledger.happened_by() }}) over (partition by invocation_id) as started_at,
    from {{ nightledger.relation('dbt_invocations') }}
    where {{ lately }} and shifted_days is null
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

failed as (
    {%- if asks_success %}
    {%- for table in ('dbt_test_results', 'dbt_node_results', 'dbt_source_freshness') %}
    {{ 'union distinct' if not loop.first }}
    select invocation_id from {{ nightledger.relation(table) }}
    where {{ lately }} and status != 'warn' and {{ nightledger.outcome('status') }} = 'bad'
    {%- endfor %}
    {%- else %}
    select invocation_id from facts
    where false
    {%- endif %}
),

starts as (
    select
        facts.row_id,
        facts.recorded_at,
        facts.environment,
        facts.run_key,
        facts.run_name,
        facts.invocation_id as run_id,
        facts.started_at,
        facts.event = 'started' as is_start,
        facts.event = 'finished' and failed.invocation_id is null as is_success,
        cast(null as string) as reader,
    from facts
    left join failed on facts.invocation_id = failed.invocation_id
    where facts.recorded_at > facts_since
)
{%- endmacro %}


{# A job of Dagster's as what is expected to run. #}
{% macro dagster_job_key() -%}
    concat(
            'dagster/',
            {{ nightledger.in_deployment("concat(coalesce(code_location, ''), '/', job_name)") }}
        )
{%- endmacro %}
