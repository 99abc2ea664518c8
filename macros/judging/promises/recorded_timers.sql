{#
    The promises of new facts that a look has to record: those that count. What ends a promise is
    recorded only if there is one.
#}
{% macro promises_to_record() -%}
select
    {{ nightledger.timer_columns('promise_id', 'cast(null as timestamp)', 'false') }}
from chained
where source = 'new' and (due_at is not null or due_previous_at is not null)
{%- endmacro %}


{#
    The promises that hold, repeated once a day so that readers need two days only. One that was ended
    is repeated for a day, for facts that come late. One that was broken is repeated until it is kept:
    for ever, or for `history_days` if it is one of many of its subject.
#}
{% macro carried_promises() -%}
with recorded as (
    select * from promises
    where source = 'recorded'
),

{{ nightledger.chained_promises('recorded') }},

latest as (
    select * from chained
    where next_base_at is null
),

final as (
    select
        {{ nightledger.timer_columns(
            "promise_id, ' of ', cast(date(look_clock) as string)",
            'if(settled_at < timestamp_sub(look_clock, interval 1 day), settled_at, null)',
            'true'
        ) }}
    from latest
    where
        (due_at is null and base_at >= events_since)
        or (
            coalesce(retires_at >= events_since, due_at is not null)
            and (
                promise_key = ''
                or due_at >= timestamp_sub(
                    look_clock, interval {{ nightledger.setting('history_days') }} day
                )
            )
        )
)

select * from final
{%- endmacro %}


{# The select list of a row of `timers`. id: SQL of the texts its row_id is made of. #}
{% macro timer_columns(id, broken_at, is_copy) -%}
        to_hex(md5(concat({{ id }}))) as row_id,
        current_timestamp() as recorded_at,
        session_user() as recorded_by,
        {%- for name in nightledger.promise_columns() %}
        {{ name }},
        {%- endfor %}
        fingerprint,
        {{ broken_at }} as broken_at,
        {{ is_copy }} as is_copy,
{%- endmacro %}
