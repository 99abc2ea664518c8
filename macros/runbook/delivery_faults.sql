{#
    CTE `delivery_faults`: by day and environment, what writers say of each other that does not fit.

    unfounded: a line or decision about what no verdict says. unanswered: an attempt without outcome
    after its lease, and no later one. unclaimed: an outcome without its claim, or a gap in the
    numbers of a receiver's attempts. miscounted: a tick or look that says it wrote more or fewer
    rows than there are. missing facts: fewer rows behind a watermark than a look counted.
    Needs the CTEs events, deliveries, lines.
#}
{% macro delivery_faults(since, lease_minutes) -%}
known_from as (
    select
        fingerprint,
        min(if(outcome = 'bad', known_at, null)) as bad_from,
        min(if(outcome = 'bad', {{ nightledger.severity_rank('severity') }}, null)) as worst_rank,
    from events
    group by fingerprint
),

unfounded as (
    select
        date(lines.recorded_at) as day,
        lines.environment,
        count(*) as unfounded_count,
    from lines
    left join known_from on lines.fingerprint = known_from.fingerprint
    where
        lines.recorded_at >= {{ since }}
        and not coalesce(
            lines.as_of >= known_from.bad_from and lines.severity_rank >= known_from.worst_rank,
            false
        )
    group by day, lines.environment
),

attempts as (
    select
        date(recorded_at) as day,
        environment,
        sum(
            if(
                event = 'claimed'
                and is_answered = 0
                and sequence = last_sequence
                and occurred_at < timestamp_sub(
                    current_timestamp(), interval {{ lease_minutes }} minute
                ),
                1, 0
            )
        ) as unanswered_count,
        sum(if(event not in ('claimed', 'suppressed', 'carried') and is_claimed = 0, 1, 0))
            as unclaimed_count,
    from deliveries
    where recorded_at >= {{ since }}
    group by day, environment
),

gaps as (
    select
        date(max(recorded_at)) as day,
        '*' as environment,
        max(sequence) - min(sequence) + 1 - count(distinct sequence) as gap_count,
    from deliveries
    where event = 'claimed'
    group by receiver, recipient
),

written_by_ticks as (
    select
        tick_id,
        sum(if(event = 'claimed', 1, 0)) as claimed_count,
        sum(if(event = 'accepted', 1, 0)) as accepted_count,
        sum(if(event in ('retryable', 'refused', 'permanent', 'unknown'), 1, 0)) as failed_count,
        sum(if(event = 'suppressed', 1, 0)) as decision_count,
    from deliveries
    group by tick_id
),

ticks as (
    select date(ticks.recorded_at) as day, count(*) as miscounted_tick_count
    from (
        select * from {{ nightledger.relation('router_ticks') }}
        where recorded_at >= {{ since }} and outcome = 'ok'
    ) as ticks
    left join written_by_ticks on ticks.tick_id = written_by_ticks.tick_id
    where
        ticks.message_count != coalesce(written_by_ticks.claimed_count, 0)
        or ticks.accepted_count != coalesce(written_by_ticks.accepted_count, 0)
        or ticks.failed_count != coalesce(written_by_ticks.failed_count, 0)
        or ticks.decision_count != coalesce(written_by_ticks.decision_count, 0)
    group by day
),

{{ nightledger.look_faults(since) }},

delivery_faults as (
    select
        day, environment, unfounded_count, 0 as unanswered_count, 0 as unclaimed_count,
        0 as miscounted_count, 0 as missing_fact_count,
    from unfounded
    union all
    select day, environment, 0, unanswered_count, unclaimed_count, 0, 0 from attempts
    union all
    select day, environment, 0, 0, gap_count, 0, 0 from gaps
    where gap_count > 0
    union all
    select day, '*', 0, 0, 0, miscounted_tick_count, 0 from ticks
    union all
    select day, '*', 0, 0, 0, miscounted_look_count, missing_fact_count from looks
    union all
    select day, '*', 0, 0, 0, 1, 0 from forged
)
{%- endmacro %}
