{# The rows of `relation` that break no rule; quarantined_rows() has the others. #}
{% macro accepted_rows(relation, rules=none, rules_of=none) -%}
{%- set rules_found = nightledger.quarantine_rules(rules, rules_of) -%}
with judged as (
    {{ nightledger.judged_rows(relation, rules_found) | indent(4) }}
)

select * except (quarantine_reasons)
from judged
where array_length(quarantine_reasons) = 0
{%- endmacro %}
