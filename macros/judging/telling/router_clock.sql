{# SELECT of one document: BigQuery's clock, and the look that the problems come from. #}
{% macro router_clock(since) -%}
with last_look as (
    select look_id, looked_at, next_due_at,
    from {{ nightledger.relation('looks') }}
    where recorded_at >= {{ since }} and event = 'finished'
    qualify rank() over (order by looked_at desc, look_id) = 1
),

clock as (
    select
        current_timestamp() as now,
        max(looked_at) as as_of,
        max(look_id) as look_id,
        min(next_due_at) as next_due_at,
        '{{ nightledger.package_version() }}' as package_version,
    from last_look
)

select 'clock' as item, to_json_string(clock) as document,
from clock
{%- endmacro %}
