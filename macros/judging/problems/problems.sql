{#
    SELECT of one row per subject that was bad: its last episode, as of now.

    since: SQL of the earliest `recorded_at` of verdicts to read; two days are enough, because open
    problems are copied forward once a day. The router passes a variable, views a constant window.
    A problem is suppressed because it is ignored, silenced, inhibited (what caused it is told
    instead) or transient; `suppressed_until_at` is the end of the last such time, as far as known.
#}
{% macro problems(since) -%}
with {{ nightledger.problem_ctes(since) }}

select * from problems
{%- endmacro %}
