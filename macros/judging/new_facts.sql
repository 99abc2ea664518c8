{#
    The facts of one table that this look has not read: each once, as it was recorded first.

    `facts_since` and `look_clock` are variables of the look.
#}
{% macro new_facts(table) -%}
    select * from {{ nightledger.relation(table) }}
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
{%- endmacro %}
