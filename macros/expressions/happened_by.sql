{#
    When a fact had happened at the latest: its own time, or when it was written if that is earlier.
    The clock of a dbt host may be ahead, and nobody should hear of a failure the later for it.

    fact: name of the fact and a dot, such as `events.`, where others are joined to it.
#}
{% macro happened_by(fact='') -%}
    least(
            {{ fact }}occurred_at, coalesce({{ fact }}recorded_at, {{ fact }}occurred_at)
        )
{%- endmacro %}
