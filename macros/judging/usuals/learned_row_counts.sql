{#
    SQL of the bands of row counts that hold now for the asset the current test is attached to, in
    this environment: that of all loads, and that of this hour of the week if there is one.

    Without a parameter named `model` this macro sees the test itself as `model`.
#}
{% macro learned_row_counts() %}
    {%- set asset = nightledger.tested_asset(model) if execute else none -%}
    select
        slot,
        low,
        high,
        explanation,
    from {{ nightledger.relation('learned_usuals') }}
    where
        recorded_at >= timestamp_sub(current_timestamp(), interval 3 day)
        and environment = {{ nightledger.string_literal(nightledger.environment_name()) }}
        and measure = 'row_count'
        and slot in ('', format_timestamp('%a %H', current_timestamp()))
        and learned_on < current_date()
        and learned_on >= date_sub(current_date(), interval 2 day)
        {%- if asset and asset.resource_type ~ '' == 'source' %}
        and subject in (
            select concat('dlt.', pipeline_name, '.', table_name)
            from {{ nightledger.relation('dlt_loads') }}
            where
                recorded_at >= timestamp_sub(
                    current_timestamp(), interval {{ nightledger.setting('history_days') }} day
                )
                and table_name = {{ nightledger.string_literal(asset.identifier) }}
                and dataset_name = {{ nightledger.string_literal(asset.schema) }}
        )
        {%- elif asset %}
        and subject in (
            {{ nightledger.string_literal(asset.unique_id) }},
            {{ nightledger.string_literal(asset.unique_id ~ '/' ~ asset.relation_name) }}
        )
        {%- endif %}
    qualify learned_on = max(learned_on) over ()
{%- endmacro %}
