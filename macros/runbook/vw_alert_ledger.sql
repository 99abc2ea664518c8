{#
    One row per environment and day of the last `alert_days`: every turn of a problem, and what became
    of it; and for each day what the writers say of each other. environment `*`: of all.

    Nothing here is a complement. Looks say how many verdicts they wrote and facts they counted, ticks
    how many messages and decisions; attempts are numbered per receiver; what was told has to be
    something that was known then. So what is deleted or forged in one table shows in another.
#}
{% macro vw_alert_ledger() -%}
{%- set days = nightledger.setting('alert_days') -%}
{%- set since = nightledger.days_ago(days) -%}
{%- set lease_minutes = 15 -%}
with events as (
    select * from {{ nightledger.relation('problem_events') }}
    where recorded_at >= {{ nightledger.days_ago(days + 2) }}
),

deliveries as (
    select
        *,
        max(if(event = 'claimed', 1, 0)) over attempt as is_claimed,
        max(if(event in ('accepted', 'retryable', 'refused', 'permanent', 'unknown'), 1, 0))
            over attempt as is_answered,
        max(if(event = 'accepted', 1, 0)) over attempt as is_accepted,
        max(sequence) over (partition by receiver, recipient) as last_sequence,
    from {{ nightledger.relation('alert_deliveries') }}
    where recorded_at >= {{ nightledger.days_ago(days + 2) }}
    window attempt as (partition by receiver, recipient, sequence)
),

-- what a message or a decision says: a message of a storm names thousands, and is not repeated
-- for each of them
spoken as (
    select
        event,
        environment,
        recorded_at,
        as_of,
        edge,
        array(
            select as struct
                json_value(line.fingerprint) as fingerprint,
                json_value(line.state) as state,
                {{ nightledger.severity_rank('json_value(line.severity)') }} as severity_rank,
            from unnest(coalesce(json_query_array(told), [told])) as line
        ) as told_lines,
    from deliveries
    where event = 'suppressed' or (event = 'claimed' and is_accepted = 1)
),

said as (
    select
        spoken.event,
        spoken.environment,
        spoken.recorded_at,
        spoken.as_of,
        spoken.edge,
        line.fingerprint,
        line.state,
        line.severity_rank,
    from spoken
    cross join unnest(spoken.told_lines) as line
),

-- who was told last that it flaps hears of no single change
lines as (
    select
        *,
        state = 'flapping' and as_of = max(as_of) over (partition by fingerprint) as is_flapping,
    from said
),

last_tick as (
    select
        max(as_of) as as_of,
        array_agg(held_count order by occurred_at desc limit 1)[safe_offset(0)] as held_count,
    from {{ nightledger.relation('router_ticks') }}
    where recorded_at >= {{ since }} and outcome = 'ok'
),

{{ nightledger.turns_told(since) }},

{{ nightledger.delivery_faults(since, lease_minutes) }},

counted_turns as (
    select
        date(turns.known_at) as day,
        turns.environment,
        count(*) as turn_count,
        sum(if(turns.fate = 'told', 1, 0)) as told_count,
        sum(if(turns.fate = 'suppressed', 1, 0)) as suppressed_count,
        sum(if(turns.fate = 'superseded', 1, 0)) as superseded_count,
        sum(if(turns.fate = 'pending', 1, 0)) as pending_count,
        sum(if(turns.fate = 'undecided', 1, 0)) as undecided_count,
    from turns
    group by day, turns.environment
),

everything as (
    select
        day, environment, turn_count, told_count, suppressed_count, superseded_count,
        pending_count, undecided_count, 0 as unfounded_count, 0 as unanswered_count,
        0 as unclaimed_count, 0 as miscounted_count, 0 as missing_fact_count,
    from counted_turns
    union all
    select
        day, environment, 0, 0, 0, 0, 0, 0, unfounded_count, unanswered_count, unclaimed_count,
        miscounted_count, missing_fact_count,
    from delivery_faults
),

summed as (
    select
        day,
        environment,
        {%- for name in [
            'turn', 'told', 'suppressed', 'superseded', 'pending', 'undecided', 'unfounded',
            'unanswered', 'unclaimed', 'miscounted', 'missing_fact',
        ] %}
        sum({{ name }}_count) as {{ name }}_count,
        {%- endfor %}
    from everything
    group by day, environment
)

select
    *,
    undecided_count + unfounded_count + unanswered_count + unclaimed_count + miscounted_count
    + missing_fact_count = 0 as is_balanced,
from summed
{%- endmacro %}
