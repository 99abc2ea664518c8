{#
    SELECT of the facts of a ledger table recorded within some days, each once, as it was recorded
    first. days: how many before today; default `history_days`.
#}
{% macro known_facts(table, days=none) -%}
    select * from {{ nightledger.relation(table) }}
    where recorded_at >= {{ nightledger.days_ago(days or nightledger.setting('history_days')) }}
    qualify row_number() over (partition by row_id order by recorded_at) = 1
{%- endmacro %}
