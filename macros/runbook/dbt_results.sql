{#
    CTEs that end in `dbt_results`: one row per test, node or source of a dbt command of the last
    `history_days`, in the words of the look; what was skipped too, with outcome null.
#}
{% macro dbt_results() -%}
{%- set branches = {
    'tests': nightledger.observed_tests(),
    'nodes': nightledger.observed_nodes(),
    'freshness': nightledger.observed_freshness(),
} %}
{%- for name, branch in branches.items() %}
looked_at_{{ name }} as (
    {{ nightledger.observed_lately(branch) }}
),
{% endfor %}
looked_at_results as (
    {%- for name in branches %}
    select * from looked_at_{{ name }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),
{%- for table, kind in [('dbt_test_results', 'test'), ('dbt_node_results', 'node')] %}

skipped_{{ kind }}s as (
    {{ nightledger.known_facts(table) }}
),
{%- endfor %}

dbt_results as (
    select
        run_id as invocation_id,
        kind,
        subject,
        subject_id,
        asset_id,
        outcome,
        severity,
        error_class,
        message,
        failure_count,
        owner,
        runbook_url,
        column_name,
        cast(json_value(details.rows_affected) as int64) as rows_affected,
        cast(json_value(details.bytes_billed) as int64) as bytes_billed,
        cast([] as array<string>) as reads,
    from looked_at_results
    union all
    select
        invocation_id, 'test', test_name, unique_id, asset_id, cast(null as string),
        cast(null as string), cast(null as string), {{ nightledger.first_line('message') }},
        cast(null as int64), owner, runbook_url, column_name,
        cast(null as int64), cast(null as int64), array_concat(depends_on, [unique_id]),
    from skipped_tests
    where {{ nightledger.outcome('status') }} is null
    union all
    select
        invocation_id, 'node', concat(resource_type, ' ', name), unique_id, unique_id,
        cast(null as string), cast(null as string), cast(null as string),
        {{ nightledger.first_line('message') }}, cast(null as int64), owner, runbook_url,
        cast(null as string), cast(null as int64), cast(null as int64),
        array_concat(depends_on, [unique_id]),
    from skipped_nodes
    where {{ nightledger.outcome('status') }} is null
)
{%- endmacro %}
