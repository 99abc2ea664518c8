-- one row per episode of a problem, with what a person wants to know about it
with

problems as (
    select * from {{ ref('nightledger', 'nightledger__problems') }}
),

downstream_summaries as (
    select * from {{ ref('nightledger', 'nightledger__downstream_summaries') }}
),

consequences as (
    select * from {{ ref('nightledger', 'nightledger__consequences') }}
),

runs as (
    select * from {{ ref('nightledger', 'nightledger__run_links') }}
),

node_results as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_node_results') }}
),

test_results as (
    select * from {{ ref('nightledger', 'nightledger__stg_dbt_test_results') }}
),

notices as (
    select * from {{ ref('nightledger', 'nightledger__stg_alert_notices') }}
),

{{ nightledger.evidence_of('problems') }},

final as (
    select
        fingerprint,
        environment,
        kind,
        subject_id,
        subject_name,
        asset_id,
        asset_name,
        check_name,
        column_name,
        is_latest,
        is_open,
        is_event,
        opened_at,
        last_seen_at,
        resolved_at,
        last_green_at,
        occurrence_count,
        change_count,
        severity,
        worst_severity,
        urgency,
        owner,
        tags,
        runbook_url,
        error_class,
        message,
        failure_count,
        offending_values,
        sample,
        strip,
        downstream_count,
        downstream,
        downstream_owners,
        exposure_count,
        exposures,
        consequence_count,
        consequences,
        changes,
        invocation_id,
        run_id,
        run_name,
        run_url,
        artifacts_url,
    from evidence
)

select * from final
