{#
    SELECT of what receivers were told of problems lately: one row per line of a message that was
    accepted, and per belief carried forward. `told_state` is what the receiver believes since.
#}
{% macro lines_told(days) -%}
    select
        json_value(line.fingerprint) as fingerprint,
        json_value(line.episode_id) as episode_id,
        json_value(line.state) as told_state,
        json_value(line.severity) as told_severity,
        sent.environment,
        coalesce(timestamp(json_value(line.at)), sent.occurred_at) as told_at,
        coalesce(timestamp(json_value(line.as_of)), sent.as_of) as told_as_of,
        sent.receiver,
        sent.event,
    from (
        select
            *,
            max(if(event = 'accepted', 1, 0)) over (
                partition by receiver, recipient, sequence
            ) as is_accepted,
        from {{ nightledger.relation('alert_deliveries') }}
        where
            recorded_at >= {{ nightledger.days_ago(days) }}
            and event in ('claimed', 'accepted', 'carried')
    ) as sent
    cross join unnest(json_query_array(sent.told)) as line
    where (sent.event = 'claimed' and sent.is_accepted = 1) or sent.event = 'carried'
{%- endmacro %}
