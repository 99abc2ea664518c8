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


{# Rows of assets that Dagster itself made, and seconds of the steps that made one: usual, or out of it. #}
{% macro observed_asset_measures() -%}
with asset_facts as (
    {{ nightledger.dagster_asset_facts(twins=false) }}
),

step_facts as (
    {{ nightledger.earlier_facts('dagster_steps') }}
),

refreshed_assets as (
    {{ nightledger.asset_refreshes('asset_facts', 'step_facts') }}
),

fresh as (
    select * from refreshed_assets
    where {{ nightledger.is_new('recorded_at') }}
),

owners as (
    select
        fresh.verdict_key,
        min(asset_facts.owner) as owner,
    from fresh
    inner join asset_facts
        on
            fresh.run_id = asset_facts.run_id
            and fresh.asset_key = asset_facts.asset_key
            and asset_facts.recorded_at <= fresh.recorded_at
    group by fresh.verdict_key
),

measured as (
    select
        fresh.*,
        owners.owner,
        concat('dagster.', fresh.asset_key) as subject,
        concat('dagster.', fresh.asset_key) as exact_subject,
        measure,
        if(measure = 'row_count', cast(fresh.row_count as float64), fresh.duration_seconds) as value,
        false as is_critical,
        cast(null as json) as alerts,
    from fresh
    cross join unnest(['row_count', 'duration_seconds']) as measure
    left join owners on fresh.verdict_key = owners.verdict_key
),

{{ nightledger.out_of_usual() }}

{%- set values = nightledger.measure_columns() %}
{%- do values.update({
    'subject_id': "concat(subject, " ~ nightledger.in_partition() ~ ")",
    'subject': "concat(kind, ' of asset ', asset_key, " ~ nightledger.in_partition(before=' ') ~ ")",
    'asset_id': 'subject',
    'asset_name': 'asset_key',
    'run_id': 'run_id',
    'owner': 'owner',
    'details': nightledger.details(['value', 'median', 'low', 'high', 'partition_key']),
}) %}

select
    {{- nightledger.observation(values) }}
from judged
{%- endmacro %}
