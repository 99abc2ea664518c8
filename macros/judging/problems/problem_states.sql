{#
    CTEs that end in `states`: one row per subject that was bad, with its last bad verdict and what
    the verdicts around it add up to.

    since: SQL of the earliest `recorded_at` of verdicts to read. has_strip: add the strip of days.
    Adds last_episode_number, episode_id, opened_at, resolved_at, occurrence_count, change_count,
    changed_at, changed_known_at, flapping_from_at, flapped_until, flapping_rank, last_green_at,
    last_evidence, causes.
#}
{% macro problem_states(since, has_strip=false) -%}
{%- set window_hours = nightledger.setting('flap_window_hours') -%}
standing as (
    {{ nightledger.standing_events(since) }}
),

{{ nightledger.episodes('standing') }},

timed as (
    select
        *,
        min(if(outcome = 'bad', observed_at, null)) over episode as opened_at,
        if(
            is_event, observed_at, min(if(outcome = 'good', observed_at, null)) over episode
        ) as resolved_at,
        max(if(outcome = 'bad', occurrence_number, null)) over episode as occurrence_count,
        first_value(event_id) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as episode_id,
        case
            when outcome = 'good' then outcome_before = 'bad'
            else
                outcome_before = 'good'
                or is_event
                or coalesce(severity_rank < worst_rank_before, false)
        end as is_edge,
        sum(if(is_change, 1, 0)) over (
            partition by fingerprint order by unix_seconds(observed_at)
            range between {{ window_hours * 3600 }} preceding and current row
        ) as window_change_count,
        max(if(is_change, observed_at, null)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and 1 preceding
        ) as change_before_at,
    from numbered
    window episode as (partition by fingerprint, episode_number)
),

-- changes with less than the window between them are one restless time
in_restless_times as (
    select
        *,
        is_change and window_change_count >= {{ nightledger.alert_rule_number(
            'flapping_changes', nightledger.setting('flapping_changes'), 1, 1000
        ) }} as is_flap,
        sum(
            if(
                is_change
                and coalesce(
                    timestamp_add(change_before_at, interval {{ window_hours }} hour)
                    <= observed_at,
                    true
                ),
                1, 0
            )
        ) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as restless_number,
    from timed
),

-- it flaps from one change too many until a whole window without any
with_flaps as (
    select
        *,
        min(if(is_flap, opened_at, null)) over restless as flaps_from_at,
        if(
            max(if(is_flap, 1, 0)) over restless = 1,
            timestamp_add(
                max(if(is_change, observed_at, null)) over restless,
                interval {{ window_hours }} hour
            ),
            null
        ) as flaps_until,
        min(if(outcome = 'bad', severity_rank, null)) over restless as restless_rank,
    from in_restless_times
    window restless as (partition by fingerprint, restless_number)
),

states as (
    select
        *,
        max(flaps_from_at) over subject as flapping_from_at,
        max(flaps_until) over subject as flapped_until,
        last_value(restless_rank ignore nulls) over in_place as flapping_rank,
        max(if(outcome = 'good', observed_at, null)) over subject as last_green_at,
        max(if(is_edge, observed_at, null)) over subject as changed_at,
        last_value(if(is_edge, known_at, null) ignore nulls) over in_place as changed_known_at,
        last_value(evidence ignore nulls) over in_place as last_evidence,
        last_value(
            if(outcome = 'bad', array_to_string(json_value_array(evidence.caused_by), ','), null)
            ignore nulls
        ) over in_place as causes,
        sum(
            if(
                is_change
                and observed_at > timestamp_sub(
                    current_timestamp(), interval {{ window_hours }} hour
                ),
                1, 0
            )
        ) over subject as change_count,
        {%- if has_strip %}
        {{ nightledger.strip_marks() }} as marks,
        {%- endif %}
    from with_flaps
    qualify
        outcome = 'bad'
        and row_number() over (
            partition by fingerprint order by if(outcome = 'bad', 0, 1), place desc
        ) = 1
    window
        subject as (partition by fingerprint),
        in_place as (
            partition by fingerprint order by place
            rows between unbounded preceding and unbounded following
        )
)
{%- endmacro %}
