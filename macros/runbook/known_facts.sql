{#
    SELECT of the facts of a ledger table recorded within some days, each once, as it was recorded
    first. days: how many before today; default `history_days`.
#}
{% macro known_facts(table, days=none) -%}
    select * from {{ nightledger.relation(table) }}
    where recorded_at >= {{ nightledger.days_ago(days or nightledger.setting('history_days')) }}
    qualify row_number() over (partition by row_id order by recorded_at) = 1
{%- endmacro %}


{# The start of a day (UTC) some days ago, as SQL. #}
{% macro days_ago(days) -%}
    timestamp_sub(timestamp_trunc(current_timestamp(), day), interval {{ days }} day)
{%- endmacro %}


{#
    How far back people's views read verdicts: eight days before today, so that they are right after
    a week without a look, and their strips are whole.
#}
{% macro view_window() -%}
    {{ nightledger.days_ago([8, nightledger.setting('strip_days') - 1] | max) }}
{%- endmacro %}


{# What a branch of the look says of the facts of `history_days`, so that views use its words. #}
{% macro observed_lately(branch) -%}
    {%- set since = nightledger.days_ago(nightledger.setting('history_days')) -%}
    {{ branch | replace('facts_since', since) | replace('look_clock', 'current_timestamp()') }}
{%- endmacro %}
