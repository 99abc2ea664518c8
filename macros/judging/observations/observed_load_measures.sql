{# Rows of the tables that dlt loaded, and seconds of its packages: usual, or out of it. #}
{% macro observed_load_measures() -%}
with new_loads as (
    {{ nightledger.new_facts('dlt_loads') }}
),

load_facts as (
    {{ nightledger.earlier_facts('dlt_loads') }}
),

asset_facts as (
    {{ nightledger.dagster_asset_facts() }}
),

refreshed_loads as (
    {{ nightledger.load_refreshes('new_loads') }}
),

asked as (
    select
        *,
        subject as asset_id,
    from refreshed_loads
),

{{ nightledger.load_owners('asked') }},

measured as (
    select
        asked.*,
        load_owners.owner,
        asked.subject as exact_subject,
        measure,
        if(measure = 'row_count', cast(asked.row_count as float64), asked.duration_seconds) as value,
        false as is_critical,
        cast(null as json) as alerts,
    from asked
    cross join unnest(['row_count', 'duration_seconds']) as measure
    left join load_owners on asked.verdict_key = load_owners.verdict_key
),

{{ nightledger.out_of_usual() }}

{%- set values = nightledger.measure_columns() %}
{%- do values.update({
    'subject_id': 'subject',
    'subject': "concat(kind, ' of ', asset_name)",
    'asset_id': 'asset_id',
    'asset_name': 'asset_name',
    'run_id': 'coalesce(dagster_run_id, load_id)',
    'owner': 'owner',
    'details': nightledger.details(['value', 'median', 'low', 'high', 'load_id']),
}) %}

select
    {{- nightledger.observation(values) }}
from judged
{%- endmacro %}
