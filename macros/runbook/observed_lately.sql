{# What a branch of the look says of the facts of `history_days`, so that views use its words. #}
{% macro observed_lately(branch) -%}
    {%- set since = nightledger.days_ago(nightledger.setting('history_days')) -%}
    {{ branch | replace('facts_since', since) | replace('look_clock', 'current_timestamp()') }}
{%- endmacro %}
