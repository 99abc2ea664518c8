{#
    SQL of the row counts the ledger has of the asset the current test is attached to, newest runs first.
    Those of this environment: another's table of the same name has other rows.

    Without a parameter named `model` this macro sees the test itself as `model`.
#}
{% macro recorded_row_counts() %}
    {%- set loads = ref('nightledger', 'nightledger__stg_dlt_loads') -%}
    {%- set results = ref('nightledger', 'nightledger__stg_dbt_node_results') -%}
    {%- set environment = nightledger.string_literal(nightledger.environment_name()) -%}
    {%- set asset = nightledger.tested_asset(model) if execute else none -%}
    {%- if asset and asset.resource_type ~ '' == 'source' -%}
    select rows_loaded as row_count
    from {{ loads }}
    where table_name = '{{ asset.identifier }}'
        and dataset_name = '{{ asset.schema }}'
        and status = 'loaded'
        and environment = {{ environment }}
    {%- else -%}
    select rows_affected as row_count
    from {{ results }}
    where unique_id = '{{ asset.unique_id if asset }}'
        and status = 'success'
        and environment = {{ environment }}
        and rows_affected is not null
    {%- endif %}
    qualify row_number() over (order by occurred_at desc) <= {{ nightledger.setting('usual_runs') }}
{%- endmacro %}
