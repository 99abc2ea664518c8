{#
    CTEs that end in `described`: rows of a CTE with what the ledger knew of their asset.

    rows: a CTE with row_id, environment, known_at and asset_key, null where there is no one asset.
    An asset is known by what makes it: dbt, dlt, or else Dagster. What dbt says of it comes from its
    last recorded run; its owner is Dagster's where dbt names none. The caller has the CTEs
    `asset_facts` (of dagster_asset_materializations) and `load_facts` (of dlt_loads).
#}
{% macro described_assets(rows) -%}
node_facts as (
    {{ nightledger.earlier_facts('dbt_node_results') }}
),

pipelines as (
    select
        load_id,
        min(pipeline_name) as pipeline_name,
    from load_facts
    group by load_id
),

-- what was reported by hand does not say that dbt or dlt makes the asset
makers as (
    select
        {{ rows }}.environment,
        {{ rows }}.row_id,
        {{ rows }}.known_at,
        asset_facts.asset_key,
        asset_facts.dbt_unique_id,
        asset_facts.owner as dagster_owner,
        asset_facts.made_by_load_id as load_id,
        coalesce(
            regexp_extract(asset_facts.table_name, r'[^.]+$'),
            regexp_extract(asset_facts.asset_key, r'[^/]+$')
        ) as table_name,
    from {{ rows }}
    inner join asset_facts
        on
            {{ rows }}.environment = asset_facts.environment
            and {{ rows }}.asset_key = asset_facts.asset_key
            and {{ nightledger.on_record('asset_facts.recorded_at', rows ~ '.known_at') }}
    where asset_facts.event in ('planned', 'materialized', 'observed')
    qualify
        row_number() over (
            partition by {{ rows }}.row_id
            order by
                if(
                    asset_facts.dbt_unique_id is not null
                    or array_length(asset_facts.dlt_load_ids) > 0,
                    0, 1
                ),
                asset_facts.occurred_at desc, asset_facts.event_id desc
        ) = 1
),

made as (
    select
        makers.*,
        pipelines.pipeline_name,
        node_facts.name as node_name,
        node_facts.is_critical,
        node_facts.owner as dbt_owner,
        node_facts.tags,
        node_facts.runbook_url,
        node_facts.alerts,
        node_facts.depends_on,
    from makers
    left join pipelines on makers.load_id = pipelines.load_id
    left join node_facts
        on
            makers.environment = node_facts.environment
            and makers.dbt_unique_id = node_facts.unique_id
            and {{ nightledger.on_record('node_facts.recorded_at', 'makers.known_at') }}
    qualify
        row_number() over (
            partition by makers.row_id
            order by node_facts.recorded_at desc, node_facts.row_id
        ) = 1
),

described as (
    select
        {{ rows }}.*,
        coalesce(
            made.dbt_unique_id,
            concat('dlt.', made.pipeline_name, '.', made.table_name),
            concat('dagster.', {{ rows }}.asset_key)
        ) as asset_id,
        coalesce(made.node_name, {{ rows }}.asset_key) as asset_name,
        coalesce(made.is_critical, false) as is_critical,
        coalesce(made.dbt_owner, made.dagster_owner) as owner,
        coalesce(made.tags, cast([] as array<string>)) as tags,
        made.runbook_url,
        made.alerts,
        coalesce(made.depends_on, cast([] as array<string>)) as depends_on,
    from {{ rows }}
    left join made on {{ rows }}.row_id = made.row_id
)
{%- endmacro %}


{# Severity of what is bad of an asset: what its rules say, else what was said by itself. #}
{% macro ruled_severity(said) -%}
    if(
            {{ nightledger.alert_rule('severity') }} in ('critical', 'error', 'warn'),
            {{ nightledger.alert_rule('severity') }}, {{ said }}
        )
{%- endmacro %}
