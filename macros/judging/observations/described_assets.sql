{#
    CTEs that end in `described`: rows of a CTE with what the ledger knew of their asset.

    rows: a CTE with row_id, environment, known_at and asset_key, null where there is no one asset.
    An asset is known by what makes it: dbt, dlt, or else Dagster; what was reported by hand does not
    say. What dbt says of it comes from its last recorded run; its owner is Dagster's where dbt names
    none. The caller has the CTEs `asset_facts` (dagster_asset_facts) and `loads` (recorded_loads).
#}
{% macro described_assets(rows) -%}
node_facts as (
    {{ nightledger.earlier_facts('dbt_node_results', twins=true) }}
),

described as (
    select
        {{ rows }}.*,
        coalesce(
            asset_facts.dbt_unique_id,
            concat('dlt.', loads.pipeline_name, '.', asset_facts.own_table_name),
            concat('dagster.', {{ rows }}.asset_key)
        ) as asset_id,
        coalesce(node_facts.name, {{ rows }}.asset_key) as asset_name,
        coalesce(node_facts.is_critical, false) as is_critical,
        coalesce(node_facts.owner, asset_facts.owner) as owner,
        array(
            select distinct tag
            from unnest(array_concat(
                coalesce(node_facts.tags, cast([] as array<string>)),
                coalesce(asset_facts.own_tags, cast([] as array<string>))
            )) as tag
            order by tag
        ) as tags,
        node_facts.runbook_url,
        node_facts.alerts,
        coalesce(node_facts.depends_on, cast([] as array<string>)) as depends_on,
    from {{ rows }}
    left join asset_facts
        on
            {{ rows }}.environment = asset_facts.environment
            and {{ rows }}.asset_key = asset_facts.asset_key
            and asset_facts.event in ('planned', 'materialized', 'observed')
            and {{ nightledger.on_record('asset_facts.recorded_at', rows ~ '.known_at') }}
    left join loads on asset_facts.made_by_load_id = loads.load_id
    left join node_facts
        on
            asset_facts.environment = node_facts.environment
            and asset_facts.dbt_unique_id = node_facts.unique_id
            and {{ nightledger.on_record('node_facts.recorded_at', rows ~ '.known_at') }}
    qualify
        row_number() over (
            partition by {{ rows }}.row_id
            order by
                if(
                    asset_facts.dbt_unique_id is not null
                    or asset_facts.made_by_load_id is not null,
                    0, 1
                ),
                asset_facts.occurred_at desc, asset_facts.event_id desc,
                node_facts.recorded_at desc, node_facts.row_id
        ) = 1
)
{%- endmacro %}


{# Severity of what is bad of an asset: what its rules say, else what was said by itself. #}
{% macro ruled_severity(said) -%}
    if(
            {{ nightledger.alert_rule('severity') }} in ('critical', 'error', 'warn'),
            {{ nightledger.alert_rule('severity') }}, {{ said }}
        )
{%- endmacro %}


{# Packages of dlt, each once: its pipeline, and when it came on record. #}
{% macro recorded_loads() -%}
    select
        load_id,
        min(pipeline_name) as pipeline_name,
        min(recorded_at) as recorded_at,
    from {{ nightledger.relation('dlt_loads') }}
    where
        recorded_at > timestamp_sub(facts_since, interval {{ nightledger.joined_days() }} day)
        and recorded_at <= look_clock
    group by load_id
{%- endmacro %}
