{#
    One row per model, seed or snapshot and day: what BigQuery billed for building it, from dbt's
    own answers. In dollars by the settings `usd_per_tib`, or `usd_per_slot_hour` where that is set.
#}
{% macro vw_costs() -%}
with built as (
    {{ nightledger.known_facts('dbt_node_results') }}
),

by_day as (
    select
        date(occurred_at) as day,
        environment,
        unique_id as subject_id,
        max(concat(resource_type, ' ', name)) as subject,
        max(owner) as owner,
        count(*) as build_count,
        sum(if(job_id is null, 0, 1)) as known_job_count,
        sum(bytes_billed) as bytes_billed,
        sum(slot_ms) as slot_ms,
        {{ nightledger.usd('sum(bytes_billed)', 'sum(slot_ms)') }} as cost_usd,
    from built
    where {{ nightledger.outcome('status') }} is not null
    group by day, environment, subject_id
)

select
    day,
    subject,
    owner,
    build_count,
    bytes_billed,
    slot_ms,
    round(cost_usd, 4) as cost_usd,
    round(
        100 * cost_usd / nullif(sum(cost_usd) over (partition by environment, day), 0), 1
    ) as share_pct,
    round(
        avg(cost_usd) over (
            partition by environment, subject_id order by unix_date(day)
            range between 7 preceding and 1 preceding
        ),
        4
    ) as usual_cost_usd,
    round(100 * known_job_count / build_count, 1) as coverage_pct,
    environment,
    subject_id,
from by_day
{%- endmacro %}
