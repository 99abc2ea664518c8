{# CTE: what each step of a run is to make, by the plan of the run, of the CTE `asset_facts`. #}
{% macro step_assets() -%}
step_assets as (
    select
        run_id,
        step_key,
        count(distinct asset_key) as asset_count,
        min(asset_key) as asset_key,
        count(distinct partition_key) as partition_count,
        min(partition_key) as partition_key,
    from asset_facts
    where event = 'planned' and run_id is not null
    group by run_id, step_key
)
{%- endmacro %}
