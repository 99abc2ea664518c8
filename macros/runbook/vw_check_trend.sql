{# One row per check of an asset: a test, the freshness of a source, or the build of a model. #}
{% macro vw_check_trend() -%}
{%- set strip_days = nightledger.setting('strip_days') -%}
with standing as (
    {{ nightledger.standing_events(nightledger.view_window()) }}
),

verdicts as (
    select
        *,
        lag(outcome) over in_order as outcome_before,
        row_number() over (
            partition by fingerprint order by observed_at desc, event_id desc
        ) as recency,
    from standing
    where
        kind in ({{ nightledger.kinds_that('has_strip') }})
        and observed_at >= {{ nightledger.days_ago(strip_days - 1) }}
    window in_order as ({{ nightledger.in_order() }})
),

described as (
    select
        *,
        {{ nightledger.strip_marks() }} as strip,
        count(distinct if(outcome = 'bad', date(observed_at), null)) over subject as days_failed,
        sum(if(outcome != outcome_before, 1, 0)) over subject as change_count,
        concat(
            {%- for days_ago in range(strip_days - 1, -1, -1) %}
            cast(
                greatest(
                    sum(if({{ nightledger.is_bad_on(days_ago) }}, 1, 0)) over subject,
                    coalesce(
                        max(if({{ nightledger.is_bad_on(days_ago) }}, failure_count, null))
                            over subject,
                        0
                    )
                ) as string
            ){{ ", ' '," if not loop.last }}
            {%- endfor %}
        ) as failures_per_day,
    from verdicts
    window subject as (partition by fingerprint)
),

last_look as (
    {{ nightledger.as_of() }}
)

select
    described.asset_name,
    described.check_name,
    described.column_name,
    described.strip,
    case
        when described.days_failed = 0 then 'clean'
        when described.change_count >= {{ nightledger.setting('flapping_changes') }} then 'flapping'
        when described.days_failed = 1 then 'one-off'
        when described.outcome = 'bad' then 'trend'
        else 'recovered'
    end as verdict,
    described.days_failed,
    described.failures_per_day,
    described.observed_at as last_seen_at,
    described.owner,
    described.kind,
    described.environment,
    described.fingerprint,
    last_look.as_of,
from described
cross join last_look
where described.recency = 1
{%- endmacro %}
