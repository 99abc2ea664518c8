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
