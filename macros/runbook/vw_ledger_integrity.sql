{# One row per finding of `history_days`: facts written twice, or a dbt command with results missing. #}
{% macro vw_ledger_integrity() -%}
{%- set since = nightledger.days_ago(nightledger.setting('history_days')) -%}
{%- set tables = [
    'dbt_invocations', 'dbt_node_results', 'dbt_test_results', 'dbt_test_samples',
    'dbt_source_freshness', 'dlt_loads', 'dagster_runs', 'dagster_steps', 'dagster_ticks',
    'dagster_heartbeats', 'dagster_asset_materializations', 'dagster_asset_check_evaluations',
    'alert_deliveries', 'alert_notices', 'router_ticks',
] -%}
with {{ nightledger.dbt_runs() }},

facts as (
    {%- for table in tables %}
    select environment, '{{ table }}' as table_name, row_id, recorded_at
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
    from facts
    group by environment, table_name, row_id
    having surplus_count > 0
)

select
    'duplicate facts' as finding,
    day,
    table_name,
    cast(null as string) as invocation_id,
    sum(surplus_count) as row_count,
    'Nothing to do: two writers recorded the same facts, the views count them once.' as what_to_do,
    environment,
from written_twice
group by environment, table_name, day
union all
select
    'missing results',
    date(started_at),
    cast(null as string),
    invocation_id,
    missing_result_count,
    'Run `nightledger ingest target/` with the artifacts of this run: it adds what is missing.',
    environment,
from dbt_runs
where missing_result_count > 0
{%- endmacro %}
