{#
    The facts of one table that a verdict of this look may rest on: the new ones, and those recorded
    within `joined_days` before. Each once, as it was recorded first.

    more: SQL of further columns, with a comma before. twins: where a fact that was recorded twice is
    as good as one. hours: how long before, if less is enough; who joins
    it says the same to `on_record`.

    A verdict that rests on several facts has a moment (`known_at`) that is made of facts, and rests
    on what was recorded by then. So it is the same whenever somebody looks.
#}
{% macro earlier_facts(table, more='', twins=false, hours=none) -%}
    select *{{ more }} from {{ nightledger.relation(table) }}
    where
        recorded_at > timestamp_sub(
            facts_since, interval {{ hours or 24 * nightledger.joined_days() }} hour
        )
        and recorded_at <= look_clock
    {%- if not twins %}
    qualify row_number() over (partition by row_id order by recorded_at) = 1
    {%- endif %}
{%- endmacro %}


{# How many days before its moment the facts may be recorded that a verdict rests on. #}
{% macro joined_days() %}{{ return(2) }}{% endmacro %}


{# Whether a verdict's moment lies in what this look judges. #}
{% macro is_new(moment='known_at') -%}
    {{ moment }} > facts_since and {{ moment }} <= look_clock
{%- endmacro %}


{# Whether a fact was on record when something was judged, and no more than some hours before. #}
{% macro on_record(recorded_at, known_at, hours=none) -%}
    {{ recorded_at }} <= {{ known_at }}
        and {{ recorded_at }} > timestamp_sub(
            {{ known_at }}, interval {{ hours or 24 * nightledger.joined_days() }} hour
        )
{%- endmacro %}


{# When a fact is judged that waits for the end of its run, but for a number of seconds at the most. #}
{% macro settled_at(recorded_at, run_end_recorded_at, seconds) -%}
    greatest(
            {{ recorded_at }},
            least(
                coalesce({{ run_end_recorded_at }}, timestamp '9999-01-01'),
                timestamp_add({{ recorded_at }}, interval {{ seconds }} second)
            )
        )
{%- endmacro %}
