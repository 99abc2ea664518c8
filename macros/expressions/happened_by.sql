{#
    When a fact had happened at the latest: its own time, or when it was written if that is earlier.
    The clock of a dbt host may be ahead, and nobody should hear of a failure the later for it.
#}
{% macro happened_by() -%}
    least(occurred_at, coalesce(recorded_at, occurred_at))
{%- endmacro %}
