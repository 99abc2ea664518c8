{# The rows of `relation` that break a rule: why, since when, and by which dbt run. #}
{% macro quarantined_rows(relation, rules=none, rules_of=none) -%}
{%- set rules_found = nightledger.quarantine_rules(rules, rules_of) -%}
with judged as (
    {{ nightledger.judged_rows(relation, rules_found) | indent(4) }}
)

select
    *,
    timestamp '{{ run_started_at | string }}' as quarantined_at,
    '{{ invocation_id }}' as quarantined_by_invocation_id
from judged
where array_length(quarantine_reasons) > 0
{%- endmacro %}
