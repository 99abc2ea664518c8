{# What was usual of runs: the seconds of dbt commands and Dagster runs that came to their end. #}
{% macro learned_durations() -%}
with command_facts as (
    {{ nightledger.history_facts('dbt_invocations') }}
),

run_facts as (
    {{ nightledger.history_facts('dagster_runs') }}
),

commands as (
    select
        environment,
        concat('dbt/', {{ nightledger.dbt_run_key() }}) as subject,
        invocation_id as run_id,
        min(if(event = 'started', least(occurred_at, recorded_at), null)) as started_at,
        min(if(event = 'finished', least(occurred_at, recorded_at), null)) as ended_at,
    from command_facts
    where shifted_days is null
    group by environment, subject, run_id
),

ended_runs as (
    {{ nightledger.run_ends('run_facts') }}
),

runs as (
    select environment, subject, run_id, started_at, ended_at
    from commands
    union all
    select
        environment, {{ nightledger.dagster_run_key() }} as subject, run_id, started_at, ended_at,
    from ended_runs
    where status = 'success'
),

recent as (
    select
        environment,
        subject,
        'duration_seconds' as measure,
        {{ nightledger.seconds_between('started_at', 'ended_at') }} as value,
    from runs
    where started_at is not null and ended_at is not null
    qualify
        row_number() over (
            partition by environment, subject order by started_at desc, run_id
        ) <= {{ nightledger.setting('usual_runs') }}
),

{{ nightledger.spread_of('recent') }},

learned as (
    select
        *,
        '' as slot,
        lowest as low,
        highest as high,
        concat(
            'usually ', {{ nightledger.seconds_text('median') }}, ', at most ',
            {{ nightledger.seconds_text('highest') }}, ' (', cast(sample_count as string), ' runs)'
        ) as explanation,
    from spreads
)

{{ nightledger.usual_rows('learned') }}
{%- endmacro %}


{# A Dagster job as what its runs are compared by; assets materialized without a job by their keys. #}
{% macro dagster_run_key() -%}
    concat(
            'dagster/',
            {{ nightledger.in_deployment(
                "concat(coalesce(code_location, ''), '/', job_name, "
                ~ "if(job_name = '__ASSET_JOB', to_json_string(asset_selection), ''))"
            ) }}
        )
{%- endmacro %}
