{#
    The facts of one table that what is usual is learned from: of `history_days`, up to the beginning
    of the UTC day. So it does not matter when on that day somebody looks.
#}
{% macro history_facts(table) -%}
    select * from {{ nightledger.relation(table) }}
    where
        recorded_at > timestamp_sub(
            timestamp_trunc(look_clock, day), interval {{ nightledger.setting('history_days') }} day
        )
        and recorded_at <= timestamp_trunc(look_clock, day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
{%- endmacro %}
