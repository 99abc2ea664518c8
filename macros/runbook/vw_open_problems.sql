{# One row per problem that is open now. #}
{% macro vw_open_problems() -%}
with {{ nightledger.problem_ctes(nightledger.view_window()) }}

select * from problems where state in ('open', 'flapping')
{%- endmacro %}


{#
    How far back people's views read verdicts: eight days before today, so that they are right after
    a week without a look, and their strips are whole.
#}
{% macro view_window(days=none) -%}
    timestamp_sub(
        timestamp_trunc(current_timestamp(), day),
        interval {{ days or [8, nightledger.setting('strip_days') - 1] | max }} day
    )
{%- endmacro %}
