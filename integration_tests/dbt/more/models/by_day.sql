{{ config(
    materialized='incremental',
    incremental_strategy='microbatch',
    event_time='loaded_at',
    begin=(run_started_at - modules.datetime.timedelta(days=3)).strftime('%Y-%m-%d'),
    batch_size='day',
    partition_by={'field': 'loaded_at', 'data_type': 'timestamp', 'granularity': 'day'},
) }}
{% set is_today = model.batch and model.batch.event_time_start.date() == run_started_at.date() %}
select event_id, loaded_at{{ ', no_such_column' if is_today }} from {{ source('raw', 'events') }}
