{#
    The verdicts that stand, each once: what was voided and the voids themselves are left out.

    since: SQL of the earliest `recorded_at` to read. The daily copies make two days enough.
    Of copies the newest counts: it knows best how often its problem had been seen before.
#}
{% macro standing_events(since) -%}
    select * from {{ nightledger.relation('problem_events') }}
    where recorded_at >= {{ since }}
    qualify
        row_number() over (
            partition by event_id
            order by
                if(occurrences_before is null, 1, 0),
                if(occurrences_before is null, null, recorded_at) desc,
                recorded_at,
                look_id
        ) = 1
        and outcome != 'void'
        and max(if(outcome = 'void', 1, 0)) over (partition by coalesce(voids, event_id)) = 0
{%- endmacro %}
