{# One row per open problem and change between its last good result and its opening, ranked. #}
{% macro vw_changes() -%}
with {{ nightledger.problem_ctes(nightledger.view_window()) }}

select
    problems.subject,
    problems.opened_at,
    cast(json_value(change.rank) as int64) as rank,
    json_value(change.kind) as change_kind,
    json_value(change.says) as says,
    json_value(change.subject) as changed_subject,
    json_value(change.before) as value_before,
    json_value(change.after) as value_after,
    timestamp(json_value(change.changed_at)) as changed_at,
    cast(json_value(change.distance) as int64) as distance,
    timestamp(json_value(problems.evidence.last_green_at)) as last_green_at,
    problems.environment,
    problems.fingerprint,
    problems.as_of,
from problems
cross join unnest(json_query_array(problems.evidence.changes)) as change
where problems.state in ('open', 'flapping')
{%- endmacro %}
