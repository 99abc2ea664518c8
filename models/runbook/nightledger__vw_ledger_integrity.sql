-- one row per finding: facts written twice on a day, or a run with result rows missing
{%- set tables = [
    'dbt_invocations', 'dbt_node_results', 'dbt_test_results', 'dbt_source_freshness', 'dlt_loads',
    'dagster_runs', 'dagster_steps', 'dagster_ticks', 'dagster_heartbeats',
    'dagster_asset_materializations', 'dagster_asset_check_evaluations',
    'alert_deliveries', 'alert_notices', 'alert_silences', 'router_ticks',
] %}
with

runs as (
    select * from {{ ref('nightledger', 'nightledger__runs') }}
),
{% for table in tables %}
    {{ table }} as (
        select
            environment,
            row_id,
            occurred_at,
        from {{ ref('nightledger', 'nightledger__' ~ table) }}
        where {{ nightledger.in_history() }}
    ),
{% endfor %}
facts as (
    {%- for table in tables %}
        select
            '{{ table }}' as table_name,
            {{ table }}.*,
        from {{ table }}
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

written_twice as (
    select
        environment,
        table_name,
        row_id,
        date(min(occurred_at)) as day,
        count(*) - 1 as surplus_count,
    from facts
    group by environment, table_name, row_id
    having count(*) > 1
),

duplicates as (
    select
        'duplicate facts' as finding,
        day,
        table_name,
        cast(null as string) as invocation_id,
        sum(surplus_count) as row_count,
        'Nothing to do: two writers recorded the same facts, the views count them once.'
            as what_to_do,
        environment,
    from written_twice
    group by environment, table_name, day
),

incomplete as (
    select
        'missing results' as finding,
        date(started_at) as day,
        cast(null as string) as table_name,
        invocation_id,
        missing_result_count as row_count,
        'Run `nightledger ingest target/` with the artefacts of this run: it adds what is missing.'
            as what_to_do,
        environment,
    from runs
    where missing_result_count > 0
),

final as (
    select * from duplicates
    union all
    select * from incomplete
)

select * from final
