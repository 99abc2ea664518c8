{#
    CTE `turns`: each verdict that opened, worsened or ended a problem, and what became of it.

    fate: told (a receiver accepted a line that says it or worse, or believes that it flaps), suppressed (a decision says why
    not), superseded (a later turn of the problem came first), pending (younger than the last tick,
    or among what that tick held back), undecided (none of these).
    Of what waits a tick says only how much; so the newest are taken to be what it held.
    Needs the CTEs events, lines, last_tick.
#}
{% macro turns_told(since) -%}
voided as (
    select distinct voids from events
    where outcome = 'void'
),

edges as (
    select
        events.event_id,
        events.fingerprint,
        events.environment,
        events.known_at,
        if(events.edge = 'ended', 'good', 'bad') as edge_side,
        {{ nightledger.severity_rank('events.severity') }} as severity_rank,
    from events
    left join voided on events.event_id = voided.voids
    where
        events.edge is not null
        and not events.is_copy
        and voided.voids is null
        and events.recorded_at >= {{ since }}
    qualify row_number() over (partition by events.event_id order by events.recorded_at) = 1
),

in_turn as (
    select
        *,
        lead(known_at) over (
            partition by fingerprint order by known_at, if(edge_side = 'good', 0, 1), event_id
        ) as next_known_at,
    from edges
),

matched as (
    select
        in_turn.event_id,
        max(
            if(
                lines.event = 'claimed'
                and (
                    lines.is_flapping
                    or if(
                        in_turn.edge_side = 'good',
                        lines.state = 'good',
                        lines.state in ('bad', 'flapping', 'event')
                        and lines.severity_rank <= in_turn.severity_rank
                    )
                ),
                1, 0
            )
        ) as is_told,
        max(if(lines.event = 'suppressed' and lines.edge = in_turn.edge_side, 1, 0))
            as is_suppressed,
    from in_turn
    inner join lines on in_turn.fingerprint = lines.fingerprint
    where lines.as_of >= in_turn.known_at or lines.is_flapping
    group by in_turn.event_id
),

-- a problem nobody was told of before it ended owes nobody an end: its opening is superseded
fated as (
    select
        in_turn.*,
        case
            when matched.is_told = 1 then 'told'
            when matched.is_suppressed = 1 then 'suppressed'
            when in_turn.next_known_at is not null then 'superseded'
            when
                coalesce(in_turn.known_at > last_tick.as_of, true)
                then 'pending'
        end as fate,
        last_tick.held_count,
    from in_turn
    cross join last_tick
    left join matched on in_turn.event_id = matched.event_id
),

turns as (
    select
        * except (fate),
        case
            when fate is not null then fate
            when
                row_number() over (partition by fate order by known_at desc, event_id)
                <= held_count
                then 'pending'
            else 'undecided'
        end as fate,
    from fated
)
{%- endmacro %}
