{#
    What this look writes down: every bad, the first good after a bad, the first good of a subject
    and day, each with what it means for its problem (edge: opened, worsened, ended), and copies of
    what readers need of older days.

    is_older: older than what is known of its subject. Unless the look `reads_everything`, that has to
    be judged anew over all verdicts, and then no row of this answer counts.

    Reads the temp table `observations`, where voids are too, and the events since `events_since`;
    `copies_due` is true in the first look of a UTC day. Why no less is kept: docs/judging.md.
#}
{% macro judged_events() -%}
{%- set columns = nightledger.observation_columns().keys() | join(', ') -%}
with written as (
    {{ nightledger.standing_events('events_since') }}
),

taken_back as (
    select * from observations
    where voids is not null
),

standing as (
    select written.*
    from written
    left join taken_back on written.event_id = taken_back.voids
    where taken_back.voids is null
),

fresh as (
    select observations.*
    from observations
    left join standing on observations.event_id = standing.event_id
    where standing.event_id is null and observations.voids is null
    qualify
        row_number() over (
            partition by observations.event_id order by observations.known_at
        ) = 1
),

-- who reads all verdicts needs no copy to count them
verdicts as (
    select
        fingerprint,
        {{ columns }},
        if(reads_everything, null, occurrences_before) as occurrences_before,
        evidence,
        false as is_fresh,
    from standing
    union all
    select fingerprint, {{ columns }}, null, null, true
    from fresh
),

{{ nightledger.episodes('verdicts') }},

marked as (
    select
        *,
        case
            when outcome = 'bad' and (outcome_before = 'good' or is_event) then 'opened'
            when outcome = 'bad' and severity_rank < worst_rank_before then 'worsened'
            when outcome = 'good' and outcome_before = 'bad' then 'ended'
        end as edge,
        row_number() over (
            partition by fingerprint, outcome, date(observed_at) order by place
        ) as number_of_day,
        max(episode_number) over (partition by fingerprint) as last_episode_number,
        max(if(outcome = 'bad' and not is_fresh, place, null)) over (
            partition by fingerprint, episode_number
        ) as last_known_bad_place,
        max(if(outcome = 'good' or is_event, observed_at, null)) over (
            partition by fingerprint, episode_number
        ) as over_at,
        max(if(is_fresh, null, place)) over (partition by fingerprint) as last_known_place,
        min(if(is_fresh, place, null)) over (partition by fingerprint) as first_fresh_place,
        not reads_everything
        and is_fresh
        and coalesce(
            observed_at < max(if(is_fresh, null, observed_at)) over (partition by fingerprint), false
        ) as is_older,
        max(if(outcome = 'good', place, null)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and 1 preceding
        ) as good_before_place,
    from numbered
),

-- a fact older than what was known of its subject may change everything since the good before it
rewritten as (
    select
        *,
        if(
            last_known_place > first_fresh_place,
            coalesce(
                max(if(place = first_fresh_place, good_before_place, null)) over (
                    partition by fingerprint
                ),
                0
            ),
            null
        ) as rewritten_from_place,
    from marked
),

final as (
    select
        fingerprint,
        {{ columns }},
        edge,
        not is_fresh as is_copy,
        if(is_fresh or outcome = 'good', null, occurrence_number - 1) as occurrences_before,
        evidence,
        cast(null as string) as voids,
        is_older,
    from rewritten
    where
        is_older
        or (is_fresh and (outcome = 'bad' or edge = 'ended' or number_of_day = 1))
        or (not is_fresh and coalesce(place >= rewritten_from_place, false))
        or (
            not is_fresh
            and copies_due
            and episode_number > 0
            and episode_number = last_episode_number
            and (edge is not null or place = last_known_bad_place)
            and coalesce(
                over_at >= timestamp_sub(
                    look_clock, interval {{ nightledger.setting('alert_days') }} day
                ),
                true
            )
        )
)

select * from final
union all
select
    fingerprint,
    {{ columns }},
    cast(null as string),
    false,
    cast(null as int64),
    cast(null as json),
    voids,
    false,
from taken_back
{%- endmacro %}
