{#
    CTEs that end in `numbered`: verdicts in their order, with the episode each belongs to.

    verdicts: a CTE with event_id, fingerprint, observed_at, outcome, severity, is_event and
    occurrences_before. Adds place, outcome_before, is_change, episode_number (0: good before any
    bad), worst_rank_before, and the occurrence_number of a bad one in its episode.
    What is over at once (is_event) counts as good for what follows it.
#}
{% macro episodes(verdicts) -%}
placed as (
    select
        *,
        row_number() over in_order as place,
        coalesce(lag(if(is_event, 'good', outcome)) over in_order, 'good') as outcome_before,
        lag(outcome) over in_order is null as is_first,
    from {{ verdicts }}
    window in_order as ({{ nightledger.in_order() }})
),

with_episodes as (
    select
        *,
        sum(if(outcome = 'bad' and outcome_before = 'good', 1, 0)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as episode_number,
        {{ nightledger.severity_rank('severity') }} as severity_rank,
        not is_first and outcome != outcome_before as is_change,
    from placed
),

-- the copy that tells how often the episode had been seen before stands for what it replaces
anchored as (
    select
        *,
        min(if(outcome = 'bad', severity_rank, null)) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and 1 preceding
        ) as worst_rank_before,
        max(occurrences_before) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as anchor_before,
    from with_episodes
),

numbered as (
    select
        *,
        coalesce(anchor_before, 0) + sum(if(outcome = 'bad', 1, 0)) over (
            partition by fingerprint, episode_number, anchor_before order by place
            rows between unbounded preceding and current row
        ) as occurrence_number,
    from anchored
)
{%- endmacro %}
