{#
    What was usual, with the days on which facts are measured by it: it was learned on an earlier day,
    the last one there is, of two. So it does not matter when on a day somebody looks, and learns.

    measure: of all when left out.
#}
{% macro learned_before(measure=none) -%}
    select
        environment,
        subject,
        measure,
        slot,
        sample_count,
        median,
        low,
        high,
        explanation,
        date_add(learned_on, interval 1 day) as holds_from,
        date_add(
            least(
                coalesce(
                    lead(learned_on) over (
                        partition by environment, subject, measure, slot order by learned_on
                    ),
                    date '9999-01-01'
                ),
                date_add(learned_on, interval 2 day)
            ),
            interval 1 day
        ) as holds_until,
    from {{ nightledger.relation('learned_usuals') }}
    where
        recorded_at > timestamp_sub(facts_since, interval 3 day)
        {%- if measure %}
        and measure = '{{ measure }}'
        {%- endif %}
{%- endmacro %}
