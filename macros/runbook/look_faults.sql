{#
    CTEs `looks` and `forged`: by day, looks that say another number of verdicts than there are, facts
    that one look counted and the next did not find, and verdicts of looks that never finished.
#}
{% macro look_faults(since) -%}
written_by_looks as (
    select look_id, count(distinct row_id) as written_count
    from events
    group by look_id
),

said_by_looks as (
    select
        look_id,
        date(min(recorded_at)) as day,
        max(event_count) as event_count,
        sum(greatest(counted_then - counted_again, 0)) as missing_fact_count,
    from {{ nightledger.relation('looks') }}
    where recorded_at >= {{ since }} and event = 'finished'
    group by look_id
),

-- rows of a look that is not there are forged; a look that died leaves no row at all
looks as (
    select
        coalesce(said_by_looks.day, date({{ since }})) as day,
        sum(
            if(
                coalesce(
                    said_by_looks.event_count = coalesce(written_by_looks.written_count, 0), false
                ),
                0, 1
            )
        ) as miscounted_look_count,
        sum(coalesce(said_by_looks.missing_fact_count, 0)) as missing_fact_count,
    from said_by_looks
    left join written_by_looks on said_by_looks.look_id = written_by_looks.look_id
    group by day
),

forged as (
    select date(min(events.recorded_at)) as day, events.look_id
    from events
    left join said_by_looks on events.look_id = said_by_looks.look_id
    where events.recorded_at >= {{ since }} and said_by_looks.look_id is null
    group by events.look_id
)
{%- endmacro %}
