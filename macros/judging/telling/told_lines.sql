{#
    CTEs that end in `told_lines`: one row per attempt and problem, and one per problem an endpoint
    was known to know of when that was carried forward (place 0).

    is_known: the endpoint accepted it, or had. doubt: state, episode and severity of what may have
    arrived, as JSON. unknowns: attempts without an answer; a process that died counts as none.
#}
{% macro told_lines(since) -%}
{{ nightledger.attempts(since) }},

-- a message of a storm names thousands: they are taken apart before it is repeated for each
spoken as (
    select * except (told), json_query_array(told) as told_lines,
    from attempts
    where is_new
),

lines as (
    select spoken.* except (told_lines), line,
    from spoken
    cross join unnest(spoken.told_lines) as line
),

carried_lines as (
    select carried.receiver, carried.address, line,
    from (
        select receiver, address, json_query_array(told) as told_lines,
        from carried
    ) as carried
    cross join unnest(carried.told_lines) as line
),

told_lines as (
    select
        receiver,
        address,
        json_value(line.fingerprint) as fingerprint,
        sequence as place,
        event,
        line,
        environment,
        json_value(line.kind) as kind,
        json_value(line.subject) as subject,
        event = 'accepted' as is_known,
        json_value(line.word) as word,
        json_value(line.state) as state,
        json_value(line.episode_id) as episode_id,
        json_value(line.severity) as severity,
        ended_at as known_at,
        as_of,
        event in ('unknown', 'nothing') as may_have_arrived,
        json_value(line.state) in ('bad', 'flapping') as is_maybe_bad,
        if(event = 'unknown', 1, 0) as unknowns,
        to_json_string([
            json_value(line.state), json_value(line.episode_id), json_value(line.severity)
        ]) as doubt,
        claimed_at as doubted_at,
        as_of as doubt_as_of,
        if(event = 'accepted', null, claimed_at) as tried_at,
        if(event = 'refused', 1, 0) as refusals,
    from lines
    union all
    select
        receiver,
        address,
        json_value(line.fingerprint),
        0,
        'carried',
        line,
        json_value(line.environment),
        json_value(line.kind),
        json_value(line.subject),
        true,
        cast(null as string),
        json_value(line.state),
        json_value(line.episode_id),
        json_value(line.severity),
        cast(json_value(line.at) as timestamp),
        cast(json_value(line.as_of) as timestamp),
        cast(json_value(line.in_doubt) as bool),
        cast(json_value(line.maybe_bad) as bool),
        cast(json_value(line.unknowns) as int64),
        json_value(line.doubt),
        cast(json_value(line.doubt_at) as timestamp),
        cast(json_value(line.doubt_as_of) as timestamp),
        cast(json_value(line.tried_at) as timestamp),
        cast(json_value(line.refusals) as int64),
    from carried_lines
)
{%- endmacro %}
