{# One row per silence that was ever made, and what it holds back now or held back lately. #}
{% macro vw_silences() -%}
with silences as (
    {{ nightledger.silence_periods() }}
),

{{ nightledger.problem_states(nightledger.view_window()) }},

held_back as (
    select
        silences.silence_id,
        count(*) as problem_count,
    from states
    inner join silences
        on
            {{ nightledger.matches_silence('states', 'silences') }}
    where
        states.opened_at < silences.ends_at
        and coalesce(states.resolved_at > silences.starts_at, true)
        and silences.starts_at <= current_timestamp()
    group by silences.silence_id
)

select
    case
        when silences.ends_at <= current_timestamp() then 'expired'
        when silences.starts_at > current_timestamp() then 'planned'
        else 'active'
    end as state,
    coalesce(
        nullif(
            array_to_string(
                [
                    concat('severity ', silences.severity),
                    concat('kind ', silences.kind),
                    concat('asset ', silences.asset),
                    concat('subject ', silences.subject),
                    concat('owner ', silences.owner),
                    concat('tag ', silences.tag),
                    concat('environment ', silences.matched_environment)
                ],
                ', '
            ),
            ''
        ),
        'everything'
    ) as what,
    silences.starts_at,
    silences.ends_at,
    silences.comment,
    silences.created_by,
    silences.created_at,
    silences.ended_by,
    coalesce(held_back.problem_count, 0) as problem_count,
    silences.silence_id,
from silences
left join held_back on silences.silence_id = held_back.silence_id
{%- endmacro %}
