{# One row per episode of a problem within `history_days`: opened, told, over, and how long each took. #}
{% macro vw_problem_history() -%}
{%- set days = nightledger.setting('history_days') -%}
with standing as (
    {{ nightledger.standing_events(nightledger.days_ago(days)) }}
),

{{ nightledger.episodes('standing') }},

described as (
    select
        *,
        min(if(outcome = 'bad', observed_at, null)) over episode as opened_at,
        if(
            is_event, observed_at, min(if(outcome = 'good', observed_at, null)) over episode
        ) as resolved_at,
        min(severity_rank) over (
            partition by fingerprint, episode_number, outcome
        ) as worst_rank,
        max(if(outcome = 'good', observed_at, null)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and 1 preceding
        ) as last_green_at,
        row_number() over (
            partition by fingerprint, episode_number, outcome order by place desc
        ) as recency,
    from numbered
    window episode as (partition by fingerprint, episode_number)
),

told as (
    {{ nightledger.lines_told(days) }}
),

with_told as (
    select
        described.fingerprint,
        described.opened_at,
        min(told.told_at) as first_told_at,
    from described
    inner join told on described.fingerprint = told.fingerprint
    where
        described.outcome = 'bad'
        and described.recency = 1
        and told.event = 'claimed'
        and described.opened_at <= told.told_as_of
        and coalesce(told.told_at <= described.resolved_at, true)
    group by described.fingerprint, described.opened_at
),

taken_on as (
    select
        described.fingerprint,
        described.opened_at,
        min(acknowledged.occurred_at) as acknowledged_at,
    from described
    inner join {{ nightledger.relation('alert_acknowledgements') }} as acknowledged
        on described.fingerprint = acknowledged.fingerprint
    where
        described.outcome = 'bad'
        and described.recency = 1
        and described.opened_at <= acknowledged.occurred_at
        and coalesce(acknowledged.occurred_at <= described.resolved_at, true)
    group by described.fingerprint, described.opened_at
)

select
    described.subject,
    case described.worst_rank
        when 1 then 'critical' when 2 then 'error' when 4 then 'info' else 'warn'
    end as severity,
    described.opened_at,
    with_told.first_told_at,
    taken_on.acknowledged_at,
    described.resolved_at,
    {{ nightledger.seconds_between('described.last_green_at', 'described.opened_at') }}
        as time_to_detect_seconds,
    {{ nightledger.seconds_between('described.opened_at', 'with_told.first_told_at') }}
        as time_to_tell_seconds,
    {{ nightledger.seconds_between('described.opened_at', 'taken_on.acknowledged_at') }}
        as time_to_acknowledge_seconds,
    {{ nightledger.seconds_between('described.opened_at', 'described.resolved_at') }}
        as time_to_resolve_seconds,
    described.observed_at as last_seen_at,
    described.occurrence_number as occurrence_count,
    described.owner,
    described.error_class,
    described.message,
    described.kind,
    described.environment,
    described.run_id,
    described.fingerprint,
from described
left join with_told
    on
        described.fingerprint = with_told.fingerprint
        and described.opened_at = with_told.opened_at
left join taken_on
    on
        described.fingerprint = taken_on.fingerprint
        and described.opened_at = taken_on.opened_at
where described.outcome = 'bad' and described.recency = 1
{%- endmacro %}
