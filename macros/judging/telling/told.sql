{#
    SELECT of one row per endpoint and problem: what it accepted last, and doubts since then. Its
    specification is `fold` of python/tests/router/ledger.py.

    place: number of the attempt, 0 for what was carried forward. A doubt is an attempt that may
    have arrived: without an answer, or of a process that died.
#}
{% macro told(since) -%}
with {{ nightledger.told_lines(since) }},

placed as (
    select
        *,
        max(if(is_known, place, null)) over problem as known_place,
        last_value(if(is_known, state, null) ignore nulls) over before as state_before,
    from told_lines
    window
        problem as (partition by receiver, address, fingerprint),
        before as (
            partition by receiver, address, fingerprint order by place
            rows between unbounded preceding and 1 preceding
        )
),

-- escalation counts from the first acceptance of news that it is this bad
dated as (
    select
        *,
        case
            when event = 'carried' then cast(json_value(line.first_bad_at) as timestamp)
            when
                is_known
                and not (
                    coalesce(state_before in ('bad', 'flapping'), false)
                    and state in ('bad', 'flapping')
                    and word not in ('opened', 'escalated')
                )
                then known_at
        end as bad_since,
        place > coalesce(known_place, -1) as is_since,
        may_have_arrived and place >= coalesce(known_place, 0) as is_doubt,
    from placed
),

-- the doubts of one kind after the last of another kind: they said the same
doubted as (
    select
        *,
        last_value(if(is_doubt, doubt, null) ignore nulls) over whole as last_doubt,
    from dated
    window whole as (
        partition by receiver, address, fingerprint order by place
        rows between unbounded preceding and unbounded following
    )
),

same_doubts as (
    select
        *,
        max(if(is_doubt and doubt != last_doubt, place, -1)) over (
            partition by receiver, address, fingerprint
        ) as other_doubt_place,
    from doubted
)

select
    receiver,
    nullif(address, '') as recipient,
    fingerprint,
    max(if(place = known_place, state, null)) as state,
    max(if(place = known_place, episode_id, null)) as episode_id,
    max(if(place = known_place, severity, null)) as severity,
    max(if(place = known_place, known_at, null)) as accepted_at,
    max(if(place = known_place, as_of, null)) as as_of,
    if(
        max(if(place = known_place, state, null)) in ('bad', 'flapping', 'event'),
        max(bad_since),
        null
    ) as first_bad_at,
    logical_or(is_doubt and is_maybe_bad) as maybe_bad,
    logical_or(is_doubt) as in_doubt,
    sum(if(is_doubt and place > other_doubt_place, unknowns, 0)) as unknowns,
    max(last_doubt) as doubt,
    max(if(is_doubt, doubted_at, null)) as doubt_at,
    max(if(is_doubt, doubt_as_of, null)) as doubt_as_of,
    max(if(is_since or event = 'carried' and place = known_place, tried_at, null)) as tried_at,
    sum(if(is_since or event = 'carried' and place = known_place, refusals, 0)) as refusals,
    array_agg(
        struct(environment, kind, subject) order by place desc limit 1
    )[offset(0)] as about,
from same_doubts
group by receiver, address, fingerprint
{%- endmacro %}
