{#
    Loads of dlt: of each table whose jobs failed, or else of the pipeline.

    A load that failed as a whole leaves its error with every table: that is one failure, of the
    pipeline. What was loaded ends the failure of its table and of its pipeline.
#}
{% macro observed_loads() -%}
with load_facts as (
    {{ nightledger.earlier_facts('dlt_loads') }}
),

asset_facts as (
    {{ nightledger.dagster_asset_facts() }}
),

loads as (
    select
        *,
        array_to_string(failed_jobs, '\n') as failure,
        coalesce(array_length(failed_jobs), 0) > 0 as has_failed_jobs,
        concat(pipeline_name, '\n', load_id, '\n', status) as load_key,
        least(occurred_at, recorded_at) as observed_at,
    from load_facts
),

-- the tables of a load are written down at once
packages as (
    select
        environment,
        load_key,
        min(pipeline_name) as pipeline_name,
        min(load_id) as load_id,
        min(status) as status,
        min(observed_at) as observed_at,
        min(recorded_at) as recorded_at,
        min(pipeline_run_id) as pipeline_run_id,
        min(dagster_run_id) as dagster_run_id,
        min(destination) as destination,
        min(dataset_name) as dataset_name,
        countif(has_failed_jobs) as failed_table_count,
        if(
            count(*) > 1 and countif(has_failed_jobs) = count(*) and count(distinct failure) = 1,
            min(failure), null
        ) as common_failure,
    from loads
    group by environment, load_key
),

looked_at as (
    select
        loads.environment,
        concat('dlt.', loads.pipeline_name, '.', loads.table_name) as asset_id,
        concat(loads.pipeline_name, '.', loads.table_name) as asset_name,
        loads.row_id as verdict_key,
        loads.load_id,
        loads.observed_at,
        loads.recorded_at,
        loads.has_failed_jobs as is_bad,
        loads.failure,
        array_length(loads.failed_jobs) as failed_job_count,
        loads.pipeline_run_id,
        loads.dagster_run_id,
        loads.destination,
        loads.dataset_name,
        loads.rows_loaded,
    from loads
    inner join packages using (environment, load_key)
    where
        {{ nightledger.is_new('loads.recorded_at') }}
        and packages.common_failure is null
        and (loads.has_failed_jobs or loads.status != 'failed')
    union all
    select
        environment,
        concat('dlt.', pipeline_name) as asset_id,
        pipeline_name as asset_name,
        load_key as verdict_key,
        load_id,
        observed_at,
        recorded_at,
        status = 'failed' as is_bad,
        coalesce(common_failure, 'the load failed before any of its jobs did') as failure,
        failed_table_count as failed_job_count,
        pipeline_run_id,
        dagster_run_id,
        destination,
        dataset_name,
        cast(null as int64) as rows_loaded,
    from packages
    where
        {{ nightledger.is_new('recorded_at') }}
        and (status != 'failed' or failed_table_count = 0 or common_failure is not null)
),

{{ nightledger.load_owners('looked_at') }},

judged as (
    select
        looked_at.*,
        load_owners.owner,
    from looked_at
    left join load_owners on looked_at.verdict_key = load_owners.verdict_key
)

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id("'load'", 'verdict_key'),
        'environment': 'environment',
        'kind': "'load'",
        'subject_id': 'asset_id',
        'subject': "concat('load of ', asset_name)",
        'outcome': "if(is_bad, 'bad', 'good')",
        'observed_at': 'observed_at',
        'known_at': 'recorded_at',
        'severity': "if(is_bad, 'error', null)",
        'asset_id': 'asset_id',
        'asset_name': 'asset_name',
        'check_name': "'loaded'",
        'run_id': 'coalesce(dagster_run_id, load_id)',
        'owner': 'owner',
        'error_class': "if(is_bad, " ~ nightledger.error_class('failure') ~ ", null)",
        'message': "if(is_bad, " ~ nightledger.first_line('failure') ~ ", null)",
        'failure_count': 'if(is_bad, failed_job_count, null)',
        'details': nightledger.details([
            'load_id', 'pipeline_run_id', 'destination', 'dataset_name', 'rows_loaded',
        ]),
    }) }}
from judged
{%- endmacro %}
