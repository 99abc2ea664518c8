{#
    CTEs that end in `absences`: what is known of every promise in `chained`, as observations:
    `broken` (bad, at its deadline), `kept` (good, when the next fact after a broken one was recorded,
    if it is fresh), `retired` (good: given up).

    All as of two minutes before the look's clock, so that facts of that time are visible. Nothing
    but facts decides; so a look each minute and one an hour find the same.
    Adds is_new (its fact was read by this look), previous_id (the broken one that is kept again).
#}
{% macro absences() -%}
with_previous as (
    select
        *,
        lag(promise_id) over (partition by fingerprint, promise_key order by base_at) as previous_promise_id,
    from chained
),

found as (
    select
        *,
        case moment
            when 'broken' then greatest(due_at, base_at)
            when 'kept' then base_at
            else retires_at
        end as observed_at,
        case moment
            when 'broken' then settled_at
            when 'kept' then base_at
            else retires_at
        end as known_at,
    from with_previous
    cross join unnest(['broken', 'kept', 'retired']) as moment
    where
        (
            moment = 'kept'
            and coalesce(due_at > base_at, true)
            and (
                settled_previous_at < base_at
                or (source = 'standing' and place = 1 and due_at is not null and not is_initial)
            )
        )
        or (
            moment = 'broken'
            and due_at is not null
            and coalesce(next_base_at > settled_at, true)
        )
        or (
            moment = 'retired'
            and greatest(retires_at, settled_at) = retires_at
            and coalesce(next_base_at > retires_at, true)
        )
),

absences as (
    select
        {{- nightledger.observation({
            'event_id': nightledger.event_id('kind', 'promise_id', 'moment'),
            'environment': 'environment',
            'kind': 'kind',
            'subject_id': 'subject_id',
            'subject': 'json_value(observation.subject)',
            'outcome': "if(moment = 'broken', 'bad', 'good')",
            'observed_at': 'observed_at',
            'known_at': 'known_at',
            'severity': "if(moment = 'broken', json_value(observation.severity), null)",
            'asset_id': 'json_value(observation.asset_id)',
            'asset_name': 'json_value(observation.asset_name)',
            'check_name': 'json_value(observation.check_name)',
            'column_name': 'json_value(observation.column_name)',
            'run_id': 'json_value(observation.run_id)',
            'is_critical': "coalesce(json_value(observation.is_critical) = 'true', false)",
            'owner': 'json_value(observation.owner)',
            'tags': 'coalesce(json_value_array(observation.tags), cast([] as array<string>))',
            'runbook_url': 'json_value(observation.runbook_url)',
            'error_class': "if(
                moment = 'broken', coalesce(json_value(observation.error_class), 'unknown'), null
            )",
            'message': "case moment
                when 'broken' then json_value(observation.message)
                when 'retired' then json_value(observation.retired_message)
            end",
            'alerts': "json_query(observation, '$.alerts')",
            'depends_on': 'coalesce(json_value_array(observation.depends_on), cast([] as array<string>))',
            'details': "parse_json(concat(
                '{\"promise_id\":\"', promise_id,
                coalesce(concat('\",\"due_at\":\"', " ~ nightledger.json_time('due_at') ~ "), ''),
                '\",\"promised\":', coalesce(to_json_string(json_query(observation, '$.details')), 'null'), '}'
            ))",
        }) }}
        fingerprint,
        is_new,
        if(
            moment = 'kept' and previous_promise_id is not null,
            {{ nightledger.event_id('kind', 'previous_promise_id', "'broken'") }},
            null
        ) as previous_id,
    from found
    where known_at <= timestamp_sub(look_clock, interval {{ nightledger.grace_minutes() }} minute)
)
{%- endmacro %}


{# Absences of all that is on record and of the heartbeats: the part of the look that has golden cases. #}
{% macro all_absences() -%}
with {{ nightledger.known_promises() }},

{{ nightledger.chained_promises('known_promises') }},

{{ nightledger.absences() }}

select * from absences
{%- endmacro %}


{# How long after a deadline it is judged: what was recorded by then is visible. #}
{% macro grace_minutes() %}{{ return(2) }}{% endmacro %}
