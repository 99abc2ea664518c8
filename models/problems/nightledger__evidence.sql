-- one row per episode of a problem, with what a person wants to know about it
{%- set names_shown = 10 %}
with

problems as (
    select * from {{ ref('nightledger', 'nightledger__problems') }}
),

downstream as (
    select * from {{ ref('nightledger', 'nightledger__downstream') }}
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

downstream_names as (
    select
        environment,
        asset_id,
        count(*) as downstream_count,
        array_agg(coalesce(node_name, node_id) order by depth, node_name limit {{ names_shown }})
            as downstream,
    from downstream
    where depth > 0
    group by environment, asset_id
),

downstream_owners as (
    select
        environment,
        asset_id,
        array_agg(distinct node_owner order by node_owner limit {{ names_shown }})
            as downstream_owners,
    from downstream
    where depth > 0 and node_owner is not null
    group by environment, asset_id
),

exposures as (
    select
        downstream.environment,
        downstream.asset_id,
        array_agg(distinct exposure order by exposure limit {{ names_shown }}) as exposures,
        count(distinct exposure) as exposure_count,
    from downstream
    cross join unnest(downstream.exposures) as exposure
    group by downstream.environment, downstream.asset_id
),

consequence_names as (
    select
        cause_fingerprint,
        run_id,
        count(distinct fingerprint) as consequence_count,
        array_agg(distinct subject_name order by subject_name limit {{ names_shown }})
            as consequences,
    from consequences
    group by cause_fingerprint, run_id
),

checksums as (
    select
        invocation_id,
        unique_id,
        max(code_checksum) as code_checksum,
    from node_results
    group by invocation_id, unique_id
),

samples as (
    select
        invocation_id,
        unique_id,
        sample,
    from test_results
    where sample is not null
),

final as (
    select
        problems.fingerprint,
        problems.environment,
        problems.kind,
        problems.subject_id,
        problems.subject_name,
        problems.asset_id,
        problems.asset_name,
        problems.check_name,
        problems.column_name,
        problems.is_latest,
        problems.is_open,
        problems.is_event,
        problems.opened_at,
        problems.last_seen_at,
        problems.resolved_at,
        problems.last_green_at,
        problems.occurrence_count,
        problems.change_count,
        problems.severity,
        problems.worst_severity,
        if(
            problems.severity in ({{ nightledger.quoted_list('page_severities') }}),
            'page', 'ticket'
        ) as urgency,
        problems.owner,
        problems.tags,
        problems.runbook_url,
        problems.error_class,
        problems.message,
        problems.failure_count,
        problems.offending_values,
        samples.sample,
        problems.strip,
        coalesce(downstream_names.downstream_count, 0) as downstream_count,
        coalesce(downstream_names.downstream, []) as downstream,
        coalesce(downstream_owners.downstream_owners, []) as downstream_owners,
        coalesce(exposures.exposure_count, 0) as exposure_count,
        coalesce(exposures.exposures, []) as exposures,
        coalesce(consequence_names.consequence_count, 0) as consequence_count,
        coalesce(consequence_names.consequences, []) as consequences,
        array(
            select change
            from
                unnest([
                    concat(
                        'commit ', substr(green_runs.git_sha, 1, 8), ' → ',
                        substr(runs.git_sha, 1, 8)
                    ),
                    concat('dbt ', green_runs.dbt_version, ' → ', runs.dbt_version),
                    concat('code of ', problems.asset_name)
                ]) as change
                with offset as position
            where
                (position = 0 and green_runs.git_sha != runs.git_sha)
                or (position = 1 and green_runs.dbt_version != runs.dbt_version)
                or (position = 2 and green_checksums.code_checksum != checksums.code_checksum)
            order by position
        ) as changes,
        problems.invocation_id,
        coalesce(runs.run_id, problems.invocation_id) as run_id,
        coalesce(runs.run_name, notices.source) as run_name,
        coalesce(runs.run_url, notices.link_url) as run_url,
        runs.artifacts_url,
    from problems
    left join runs on problems.invocation_id = runs.invocation_id
    left join runs as green_runs on problems.green_invocation_id = green_runs.invocation_id
    left join checksums
        on
            problems.invocation_id = checksums.invocation_id
            and problems.asset_id = checksums.unique_id
    left join checksums as green_checksums
        on
            problems.green_invocation_id = green_checksums.invocation_id
            and problems.asset_id = green_checksums.unique_id
    left join downstream_names
        on
            problems.environment = downstream_names.environment
            and problems.asset_id = downstream_names.asset_id
    left join downstream_owners
        on
            problems.environment = downstream_owners.environment
            and problems.asset_id = downstream_owners.asset_id
    left join exposures
        on
            problems.environment = exposures.environment
            and problems.asset_id = exposures.asset_id
    left join consequence_names
        on
            problems.fingerprint = consequence_names.cause_fingerprint
            and coalesce(runs.run_id, problems.invocation_id) = consequence_names.run_id
    left join samples
        on
            problems.invocation_id = samples.invocation_id
            and problems.subject_id = samples.unique_id
    left join notices on problems.invocation_id = notices.notice_id
)

select * from final
