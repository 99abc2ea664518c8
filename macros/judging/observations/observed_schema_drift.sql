{# Columns that a load of dlt brought: told once, and over at once. #}
{% macro observed_schema_drift() -%}
with loads as (
    {{ nightledger.new_facts('dlt_loads') }}
),

changed as (
    select
        *,
        least(occurred_at, recorded_at) as observed_at,
        concat('dlt.', pipeline_name, '.', table_name) as asset_id,
        concat(pipeline_name, '.', table_name) as asset_name,
        array_length(schema_changes) as column_count,
    from loads
    where status = 'loaded' and array_length(schema_changes) > 0
)

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id("'schema drift'"),
        'environment': 'environment',
        'kind': "'schema drift'",
        'subject_id': 'asset_id',
        'subject': "concat('columns of ', asset_name)",
        'outcome': "'bad'",
        'observed_at': 'observed_at',
        'known_at': 'recorded_at',
        'severity': "'warn'",
        'is_event': 'true',
        'asset_id': 'asset_id',
        'asset_name': 'asset_name',
        'check_name': "'schema'",
        'run_id': 'coalesce(dagster_run_id, load_id)',
        'error_class': "'schema_drift'",
        'message': "concat(cast(column_count as string), if(column_count = 1, ' new column: ', ' new columns: '), "
        ~ "array_to_string(array(select one from unnest(schema_changes) as one "
        ~ "with offset as place where place < 5 order by place), ', '), "
        ~ "if(column_count > 5, concat(' +', cast(column_count - 5 as string), ' more'), ''))",
        'failure_count': 'column_count',
        'details': nightledger.details([
            'load_id', 'pipeline_run_id', 'destination', 'dataset_name', 'schema_changes',
        ]),
    }) }}
from changed
{%- endmacro %}
