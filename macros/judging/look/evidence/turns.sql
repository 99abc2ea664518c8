{#
    Of each verdict of this look that opens, worsens or ends a problem and has no evidence yet: what
    the verdicts before it say. One row per verdict.

    Goods are thinned out to the first of a day, so `last_green_at` is at most a day early; what is
    on record of dbt's own results makes it exact (see `greens`).
#}
{% macro turns() -%}
with turning as (
    select fingerprint, min(observed_at) as first_at
    from judged
    where edge is not null and evidence is null
    group by fingerprint
),

known as (
    {{ nightledger.standing_events('timestamp_sub(look_clock, interval '
        ~ nightledger.setting('history_days') ~ ' day)') }}
),

verdicts as (
    select
        known.event_id, known.fingerprint, known.observed_at, known.outcome, known.severity,
        known.is_event, known.occurrences_before, known.run_id, false as is_turn,
    from known
    inner join turning on known.fingerprint = turning.fingerprint
    union all
    select
        event_id, fingerprint, observed_at, outcome, severity, is_event, occurrences_before, run_id,
        edge is not null and evidence is null,
    from judged
    where not is_copy and outcome != 'void'
),

{{ nightledger.episodes('verdicts') }},

described as (
    select
        *,
        min(if(outcome = 'bad', observed_at, null)) over (
            partition by fingerprint, episode_number
        ) as opened_at,
        first_value(run_id) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as opened_run_id,
        max(if(outcome = 'good', observed_at, null)) over earlier as last_green_at,
        last_value(if(outcome = 'good', run_id, null) ignore nulls) over earlier
            as last_green_run_id,
        max(if(outcome = 'bad', observed_at, null)) over earlier as last_bad_at,
        last_value(if(outcome = 'bad', run_id, null) ignore nulls) over earlier as last_bad_run_id,
        {{ nightledger.strip_marks('date(look_clock)') }} as marks,
    from numbered
    window
        earlier as (
            partition by fingerprint order by place
            rows between unbounded preceding and 1 preceding
        ),
        subject as (partition by fingerprint)
)

select
    described.event_id,
    described.opened_at,
    described.opened_run_id,
    described.last_green_at,
    described.last_green_run_id,
    described.last_bad_at,
    described.last_bad_run_id,
    described.marks,
    judged.fingerprint,
    judged.environment,
    judged.kind,
    regexp_extract(judged.subject_id, r'[^/]+$') as unique_id,
    judged.outcome,
    judged.edge,
    judged.asset_id,
    judged.asset_name,
    judged.column_name,
    judged.run_id,
    judged.observed_at,
    judged.details,
from described
inner join judged on described.event_id = judged.event_id
where described.is_turn
{%- endmacro %}
