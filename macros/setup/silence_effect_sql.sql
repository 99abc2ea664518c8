{#
    One row about a silence before it is made: how many subjects were wrong in the last 30 days, how
    many of them it would hold, and how many of those were critical.

    patterns: SQL by column of `alert_silences`; a null matches everything.
#}
{% macro silence_effect_sql(address, patterns) -%}
with asked as (
    select
        {%- for column, value in patterns.items() %}
        {{ value }} as {{ column }},
        {%- endfor %}
),

problems as (
    select fingerprint, environment, severity, kind, asset_name, subject, owner, tags
    from {{ address }}
    where
        recorded_at >= timestamp_sub(current_timestamp(), interval 30 day)
        and outcome = 'bad'
    qualify row_number() over (partition by fingerprint, severity order by recorded_at desc) = 1
),

matched as (
    select
        problems.fingerprint,
        problems.severity,
        {{ nightledger.matches_silence('problems', 'asked') }} as is_held,
    from problems
    cross join asked
)

select
    count(distinct fingerprint) as problem_count,
    count(distinct if(is_held, fingerprint, null)) as held_count,
    count(distinct if(is_held and severity = 'critical', fingerprint, null)) as critical_count,
from matched
{%- endmacro %}
