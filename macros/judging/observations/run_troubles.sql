{#
    CTEs that end in `run_states` and `run_troubles`: what is on record of each run, and what tells,
    by itself, why a step of it failed with an error of a certain class.
#}
{% macro run_troubles() -%}
run_facts as (
    {{ nightledger.earlier_facts('dagster_runs', twins=true) }}
),

evaluation_facts as (
    {{ nightledger.earlier_facts('dagster_asset_check_evaluations', twins=true) }}
),

failed_loads as (
    {{ nightledger.earlier_facts('dlt_loads', twins=true) }}
),

-- of a run that is over: the first row that says so
run_states as (
    select
        *,
        min(if({{ nightledger.is_over() }}, recorded_at, null)) over (partition by run_id)
            as ended_known_at,
        min(if(status in ('canceling', 'canceled'), recorded_at, null)) over (partition by run_id)
            as canceled_known_at,
    from run_facts
    qualify
        row_number() over (
            partition by run_id order by if({{ nightledger.is_over() }}, 0, 1), recorded_at, version
        ) = 1
),

run_troubles as (
    select
        run_id,
        'DagsterAssetCheckFailedError' as error_type,
        min(recorded_at) as recorded_at,
    from evaluation_facts
    where status = 'failed' and is_blocking and run_id is not null
    group by run_id
    union all
    select
        dagster_run_id,
        'PipelineStepFailed',
        min(recorded_at),
    from failed_loads
    where status = 'failed' and dagster_run_id is not null
    group by dagster_run_id
)
{%- endmacro %}
