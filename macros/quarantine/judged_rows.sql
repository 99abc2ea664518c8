{#
    Every row of `relation` with `quarantine_reasons`: the rules it breaks, in the order of the
    rules. Both sides of the split read this, so that no row can be on both or on neither.
#}
{% macro judged_rows(relation, rules) -%}
select
    *,
    array_concat(
    {%- for reason, rule in rules.items() %}
        if(
            {{ nightledger.broken_expression(rule) }},
            [{{ nightledger.string_literal(reason) }}],
            array<string>[]
        )
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
    ) as quarantine_reasons
from {{ relation }}
{%- endmacro %}
