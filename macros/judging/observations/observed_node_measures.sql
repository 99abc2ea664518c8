{# Rows and seconds of dbt models, nulls and duplicates that tests counted: usual, or out of it. #}
{% macro observed_node_measures() -%}
with new_nodes as (
    {{ nightledger.new_facts('dbt_node_results') }}
),

new_tests as (
    {{ nightledger.new_facts('dbt_test_results') }}
),

command_facts as (
    {{ nightledger.earlier_facts('dbt_invocations') }}
),

{{ nightledger.node_refreshes('new_nodes', 'command_facts') }},

counted as (
    {{ nightledger.counted_failures('new_tests') }}
),

measured as (
    select
        row_id as verdict_key, environment, subject, exact_subject, measure,
        if(measure = 'row_count', cast(row_count as float64), duration_seconds) as value,
        measured_at, recorded_at, is_critical, alerts, unique_id as asset_id, name as asset_name,
        cast(null as string) as column_name, invocation_id, owner, tags, runbook_url, depends_on,
        {{ nightledger.dbt_subject_id('relation_name') }} as subject_id, relation_name,
    from refreshed_nodes
    cross join unnest(['row_count', 'duration_seconds']) as measure
    union all
    select
        row_id, environment, subject, exact_subject, measure, cast(failures as float64),
        measured_at, recorded_at, is_critical, alerts, asset_id, asset_name,
        column_name, invocation_id, owner, tags, runbook_url, depends_on,
        {{ nightledger.dbt_subject_id('asset_relation') }}, asset_relation,
    from counted
),

{{ nightledger.out_of_usual() }}

{%- set values = nightledger.measure_columns() %}
{%- do values.update({
    'subject_id': 'subject_id',
    'subject': "concat(kind, ' of ', asset_name, coalesce(concat('.', column_name), ''))",
    'asset_id': 'asset_id',
    'asset_name': 'asset_name',
    'column_name': 'column_name',
    'run_id': 'invocation_id',
    'owner': 'owner',
    'tags': 'tags',
    'runbook_url': 'runbook_url',
    'depends_on': 'depends_on',
    'details': nightledger.details(['value', 'median', 'low', 'high', 'relation_name']),
}) %}

select
    {{- nightledger.observation(values) }}
from judged
{%- endmacro %}
