{#
    One statement that appends facts to a ledger table, each of them once.

    node: the table's contract. names: the columns the facts fill, in the order of their values.
    facts: SQL of a JSON list of JSON lists. shared: columns with one value for all facts, as SQL.
    values: SQL of columns that are not read as they stand in the list.
    first_at, last_at: the earliest and latest `occurred_at` among the facts.

    When a row was recorded, and by whom, BigQuery says; a fact from a host whose clock is ahead
    happened when it was recorded. Whether a fact is there already is asked of the partitions since
    the day before the earliest one: that of a host up to a day ahead of time. The minute is for a
    twin made from dbt's artifacts, which know the start of a command a little less exactly.
#}
{% macro append_sql(node, names, facts, shared, first_at, last_at, values={}) %}
    {%- set relation = nightledger.relation(nightledger.contract_of(node).relation) -%}
    {%- set columns = nightledger.columns_by_name(node) -%}
insert into {{ relation }} (row_id, recorded_at, recorded_by, {{ (names + shared.keys() | list) | join(', ') }})
with facts as (
    select
        {%- for name in names %}
        {{ values[name] or nightledger.value_expression(columns[name].data_type, loop.index0) }} as {{ name }},
        {%- endfor %}
        {%- for name, value in shared.items() %}
        {{ value }} as {{ name }},
        {%- endfor %}
    from unnest(json_query_array({{ facts }})) as fact
),
identified as (
    select
        {{ nightledger.row_id_expression(node) }} as row_id,
        current_timestamp() as recorded_at,
        session_user() as recorded_by,
        * replace (least(occurred_at, current_timestamp()) as occurred_at)
    from facts
)
select * from identified
where not exists (
    select 1 from {{ relation }} as old
    where old.row_id = identified.row_id
        and old.recorded_at >= timestamp_sub(timestamp '{{ first_at }}', interval 1 day)
        and old.occurred_at >= timestamp_sub(timestamp '{{ first_at }}', interval 1 day)
        and old.occurred_at <= timestamp_add(timestamp '{{ last_at }}', interval 1 minute)
)
{%- endmacro %}
