{#
    What was usual, with the days on which facts are measured by it: it was learned on an earlier day,
    the last one there is. So it does not matter when on a day somebody looks, and learns.
#}
{% macro learned_before(measure) -%}
    select
        environment,
        subject,
        slot,
        sample_count,
        median,
        high,
        date_add(learned_on, interval 1 day) as holds_from,
        coalesce(
            date_add(
                lead(learned_on) over (
                    partition by environment, subject, slot order by learned_on
                ),
                interval 1 day
            ),
            date '9999-12-31'
        ) as holds_until,
    from {{ nightledger.relation('learned_usuals') }}
    where
        measure = '{{ measure }}'
        and recorded_at > timestamp_sub(facts_since, interval 3 day)
{%- endmacro %}
