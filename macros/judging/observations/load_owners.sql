{#
    CTEs that end in `load_owners`: by `verdict_key`, who owns the Dagster assets that the table, or
    the tables of the pipeline, were loaded for before. The caller has `asset_facts` and `load_facts`.
#}
{% macro load_owners(rows) -%}
owned_loads as (
    select distinct
        asset_facts.environment,
        asset_facts.recorded_at,
        load_facts.pipeline_name,
        asset_facts.own_table_name as table_name,
        asset_facts.owner,
    from asset_facts
    cross join unnest(asset_facts.dlt_load_ids) as made_by
    inner join load_facts on made_by = load_facts.load_id
    where array_length(asset_facts.owners) > 0
),

load_owners as (
    select
        {{ rows }}.verdict_key,
        min(owned_loads.owner) as owner,
    from {{ rows }}
    inner join owned_loads
        on
            {{ rows }}.environment = owned_loads.environment
            and {{ nightledger.on_record('owned_loads.recorded_at', rows ~ '.recorded_at') }}
    where
        {{ rows }}.asset_id in (
            concat('dlt.', owned_loads.pipeline_name),
            concat('dlt.', owned_loads.pipeline_name, '.', owned_loads.table_name)
        )
    group by {{ rows }}.verdict_key
)
{%- endmacro %}
