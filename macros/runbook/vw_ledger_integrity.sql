{#
    One row per finding of `history_days`: facts written twice, the same fact told in two ways, or a
    dbt command with results missing.
#}
{% macro vw_ledger_integrity() -%}
{%- set since = nightledger.days_ago(nightledger.setting('history_days')) -%}
{#- what a fact says in the end: two writers of one fact may differ in times and texts, never in this -#}
{%- set tables = {
    'dbt_invocations': ['result_count'],
    'dbt_node_results': ['status'],
    'dbt_test_results': ['status', 'failures'],
    'dbt_test_samples': ['unique_id'],
    'dbt_source_freshness': ['status'],
    'dlt_loads': ['rows_loaded'],
    'dagster_runs': ['status'],
    'dagster_steps': ['event'],
    'dagster_ticks': ['status'],
    'dagster_heartbeats': ['is_caught_up'],
    'dagster_asset_materializations': ['event', 'row_count'],
    'dagster_asset_check_evaluations': ['status', 'severity'],
    'problem_events': ['edge', 'severity'],
    'alert_deliveries': ['event', 'receiver'],
    'alert_notices': ['status', 'severity', 'title'],
    'alert_silences': ['starts_at', 'ends_at'],
    'alert_acknowledgements': ['fingerprint'],
    'router_ticks': ['outcome'],
} -%}
with {{ nightledger.dbt_runs() }},

facts as (
    {%- for table, columns in tables.items() %}
    select
        environment, '{{ table }}' as table_name, row_id, recorded_at,
        to_json_string(struct({{ columns | join(', ') }})) as outcome,
    from {{ nightledger.relation(table) }}
    where recorded_at >= {{ since }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

written_twice as (
    select
        environment,
        table_name,
        row_id,
        date(min(recorded_at)) as day,
        count(*) - 1 as surplus_count,
        min(outcome) != max(outcome) as is_contradiction,
    from facts
    group by environment, table_name, row_id
    having surplus_count > 0
)

select
    if(is_contradiction, 'contradicting facts', 'duplicate facts') as finding,
    if(is_contradiction, 'critical', 'warn') as severity,
    day,
    table_name,
    cast(null as string) as invocation_id,
    sum(surplus_count) as row_count,
    if(
        is_contradiction,
        'Find out who wrote the second row (recorded_by), and run `nightledger verify`:'
        || ' no two writers of one fact say different things of how it ended.',
        'Nothing to do: two writers recorded the same facts, the views count them once.'
    ) as what_to_do,
    environment,
from written_twice
group by environment, table_name, day, is_contradiction
union all
select
    'missing results',
    'warn',
    date(started_at),
    cast(null as string),
    invocation_id,
    missing_result_count,
    'Run `nightledger ingest target/` with the artifacts of this run: it adds what is missing.'
    || ' If they were there before, rows were deleted: run `nightledger verify`.',
    environment,
from dbt_runs
where missing_result_count > 0
{%- endmacro %}
