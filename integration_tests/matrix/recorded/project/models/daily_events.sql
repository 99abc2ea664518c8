{{ config(
    materialized='incremental',
    incremental_strategy='microbatch',
    event_time='loaded_at',
    begin='2026-01-01',
    batch_size='day',
    partition_by={'field': 'loaded_at', 'data_type': 'timestamp', 'granularity': 'day'},
) }}
select event_id, loaded_at from {{ source('raw', 'events') }}
