{# The start of a day (UTC) some days ago, as SQL. #}
{% macro days_ago(days) -%}
    timestamp_sub(timestamp_trunc(current_timestamp(), day), interval {{ days }} day)
{%- endmacro %}
