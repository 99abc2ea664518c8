{# Seconds between two timestamps as float64, in tenths. Null: one of them is missing. #}
{% macro seconds_between(started_at, ended_at) -%}
    round(timestamp_diff({{ ended_at }}, {{ started_at }}, microsecond) / 1000000, 1)
{%- endmacro %}
