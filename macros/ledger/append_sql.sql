{#
    One statement that appends facts to a ledger table, each of them once.

    node: the table's contract. names: the columns the facts fill, in the order of their values.
    facts: JSON lists as text. shared: columns with one value for all facts, as SQL.
    first_at, last_at: the earliest and latest `occurred_at` among the facts, so that the search
    for a fact that is already there reads only their days. The minute around them is for a twin
    made from dbt's artefacts, which know the start of a command a little less exactly.
#}
{% macro append_sql(node, names, facts, shared, first_at, last_at) %}
    {%- set relation = nightledger.ledger_relation(node) -%}
insert into {{ relation }} (row_id, recorded_at, {{ (names + shared.keys() | list) | join(', ') }})
with facts as (
    select
        {%- for name in names %}
        {{ nightledger.value_expression(node.columns[name].data_type, loop.index0) }} as {{ name }},
        {%- endfor %}
        {%- for name, value in shared.items() %}
        {{ value }} as {{ name }},
        {%- endfor %}
    from unnest(json_query_array({{ nightledger.raw_json_literal('[' ~ facts | join(',') ~ ']') }})) as fact
),
identified as (
    select {{ nightledger.row_id_expression(node) }} as row_id, current_timestamp() as recorded_at, * from facts
)
select * from identified
where not exists (
    select 1 from {{ relation }} as old
    where old.row_id = identified.row_id
        and old.occurred_at >= timestamp_sub(timestamp '{{ first_at }}', interval 1 minute)
        and old.occurred_at <= timestamp_add(timestamp '{{ last_at }}', interval 1 minute)
)
{%- endmacro %}
