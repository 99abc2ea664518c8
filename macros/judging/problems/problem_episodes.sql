{#
    One row per problem: from its first bad verdict to the good one after it, or to now.

    since: SQL of the earliest `recorded_at` of the verdicts to read.
#}
{% macro problem_episodes(since) -%}
with standing as (
    {{ nightledger.standing_events(since) }}
),

{{ nightledger.episodes('standing') }},

final as (
    select
        environment,
        kind,
        subject_id,
        fingerprint,
        episode_number,
        min(if(outcome = 'bad', observed_at, null)) as opened_at,
        max(if(outcome = 'bad', observed_at, null)) as last_seen_at,
        min(if(outcome = 'good' or is_event, observed_at, null)) as resolved_at,
        max(if(outcome = 'bad', occurrence_number, null)) as occurrence_count,
        min(if(outcome = 'bad', severity_rank, null)) as worst_rank,
    from numbered
    where episode_number > 0
    group by environment, kind, subject_id, fingerprint, episode_number
)

select * from final
{%- endmacro %}
