{# One row per thing that is bad now, or was within the last `strip_days` days. #}
{% macro vw_recent_failures() -%}
with {{ nightledger.problem_ctes(nightledger.view_window(), has_strip=true) }},

runs as (
    {{ nightledger.run_links(nightledger.view_window()) }}
)

select
    problems.subject,
    case
        when problems.state in ('flapping', 'resolved') then problems.state
        when problems.state = 'event' or problems.occurrence_count = 1 then 'new'
        else 'ongoing'
    end as state,
    problems.severity,
    problems.owner,
    problems.message,
    json_value(problems.evidence.offending_values) as offending_values,
    problems.failure_count,
    problems.error_class,
    problems.opened_at,
    problems.last_seen_at,
    problems.resolved_at,
    greatest(
        coalesce(problems.last_green_at, timestamp(json_value(problems.evidence.last_green_at))),
        coalesce(timestamp(json_value(problems.evidence.last_green_at)), problems.last_green_at)
    ) as last_green_at,
    problems.occurrence_count,
    problems.kind,
    runs.run_url,
    problems.environment,
    coalesce(runs.pipeline_run_id, problems.run_id) as run_id,
    problems.fingerprint,
    problems.as_of,
from problems
left join runs on problems.run_id = runs.run_id
where
    problems.state in ('open', 'flapping')
    or problems.last_seen_at >= timestamp_sub(
        current_timestamp(), interval {{ nightledger.setting('strip_days') }} day
    )
{%- endmacro %}
