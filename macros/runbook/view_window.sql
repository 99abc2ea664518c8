{#
    How far back people's views read verdicts: eight days before today, so that they are right after
    a week without a look, and their strips are whole.
#}
{% macro view_window() -%}
    {{ nightledger.days_ago([8, nightledger.setting('strip_days') - 1] | max) }}
{%- endmacro %}
