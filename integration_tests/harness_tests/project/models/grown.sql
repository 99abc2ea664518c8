-- one row per run
{{ config(
    materialized='incremental',
    on_schema_change='append_new_columns',
    partition_by={'field': 'occurred_at', 'data_type': 'timestamp', 'granularity': 'day'},
    cluster_by=['id'],
) }}
select
    {{ var('id', 1) }} as id,
    timestamp '2026-01-01 00:00:00+00' as occurred_at,
    {% if var('id', 1) > 1 %} 'new' as note, {% endif %}
    json '{"a": 1}' as payload,
