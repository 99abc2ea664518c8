{#
    One row per expectation of a run that is not met now, or was met late or given up within
    `strip_days` days.
#}
{% macro vw_missing_runs() -%}
with standing as (
    {{ nightledger.standing_events(nightledger.view_window()) }}
),

expectations as (
    select * from standing
    where kind in ('missing run', 'late run')
),

{{ nightledger.episodes('expectations') }},

described as (
    select
        *,
        min(if(outcome = 'good', observed_at, null)) over episode as resolved_at,
        max(if(outcome = 'good', message, null)) over episode as last_words,
        row_number() over (
            partition by fingerprint, outcome order by place desc
        ) as recency,
    from numbered
    window episode as (partition by fingerprint, episode_number)
),

last_look as (
    {{ nightledger.as_of() }}
),

missed as (
    select
        described.*,
        timestamp(json_value(described.details.promised.expected_at)) as expected_at,
        json_value(described.details.promised.why) as why_expected,
        last_look.as_of,
    from described
    cross join last_look
    where described.outcome = 'bad' and described.recency = 1
)

select
    subject,
    case
        when resolved_at is not null and last_words is not null then 'given up'
        when resolved_at is not null then 'came late'
        when kind = 'late run' then 'late'
        else 'missing'
    end as state,
    expected_at,
    observed_at as opened_at,
    resolved_at,
    {{ nightledger.seconds_between(
        'coalesce(expected_at, observed_at)', 'coalesce(resolved_at, current_timestamp())'
    ) }} as late_seconds,
    coalesce(why_expected, message) as why_expected,
    severity,
    owner,
    environment,
    fingerprint,
    as_of,
from missed
where
    resolved_at is null
    or resolved_at >= timestamp_sub(
        current_timestamp(), interval {{ nightledger.setting('strip_days') }} day
    )
{%- endmacro %}
