{# One row per day and thing that a service level may be about: how often it was good, how long it took. #}
{% macro vw_slis() -%}
with {{ nightledger.measured_events() }},

ranked as (
    select
        *,
        date(measured_at) as day,
        percentile_cont(seconds, 0.5) over (
            partition by environment, sli, subject, date(measured_at)
        ) as p50,
        percentile_cont(seconds, 0.95) over (
            partition by environment, sli, subject, date(measured_at)
        ) as p95,
    from measured
)

select
    day,
    sli,
    subject,
    sum(if(is_good, 1, 0)) as good_count,
    count(*) as total_count,
    round(100 * sum(if(is_good, 1, 0)) / nullif(sum(if(is_good is null, 0, 1)), 0), 2) as good_pct,
    round(avg(seconds), 1) as mean_seconds,
    round(max(p50), 1) as p50_seconds,
    round(max(p95), 1) as p95_seconds,
    environment,
from ranked
group by day, sli, subject, environment
{%- endmacro %}
