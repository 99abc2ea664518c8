{#
    One row per silence: the time it held or holds, and its patterns. A person may have ended it
    before its time.
#}
{% macro silence_periods() -%}
    select
        silence_id,
        max(if(event = 'created', starts_at, null)) as starts_at,
        least(
            max(if(event = 'created', ends_at, null)),
            coalesce(
                min(if(event = 'ended', ends_at, null)),
                max(if(event = 'created', ends_at, null))
            )
        ) as ends_at,
        max(if(event = 'created', created_by, null)) as created_by,
        min(if(event = 'created', occurred_at, null)) as created_at,
        max(if(event = 'ended', created_by, null)) as ended_by,
        max(if(event = 'created', comment, null)) as comment,
        {%- for pattern in ['matched_environment', 'severity', 'kind', 'asset', 'subject', 'owner', 'tag'] %}
        max(if(event = 'created', {{ pattern }}, null)) as {{ pattern }},
        {%- endfor %}
    from {{ nightledger.relation('alert_silences') }}
    group by silence_id
    having starts_at is not null
{%- endmacro %}
