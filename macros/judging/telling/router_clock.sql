{# SELECT of one document: BigQuery's clock, and the look that the problems come from. #}
{% macro router_clock(since) -%}
select
    'clock' as item,
    to_json_string(
        struct(
            current_timestamp() as now,
            max(looked_at) as as_of,
            array_agg(look_id ignore nulls order by looked_at desc, look_id limit 1)[safe_offset(0)]
                as look_id,
            array_agg(next_due_at ignore nulls order by looked_at desc limit 1)[safe_offset(0)]
                as next_due_at,
            '{{ nightledger.package_version() }}' as package_version
        )
    ) as document,
from {{ nightledger.relation('looks') }}
where recorded_at >= {{ since }} and event = 'finished'
{%- endmacro %}
