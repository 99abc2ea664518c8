{#
    CTEs that end in `evidence`: the rows of the CTE `problems`, and what a person wants to know of them.

    The model brings the CTEs downstream_summaries, consequences, runs, node_results, test_results and notices.
#}
{%- macro evidence_of(problems) -%}
consequence_names as (
    select
        cause_fingerprint,
        run_id,
        count(distinct fingerprint) as consequence_count,
        array_agg(distinct subject_name order by subject_name limit 10) as consequences,
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

evidence as (
    select
        {{ problems }}.*,
        if(
            {{ problems }}.severity in ({{ nightledger.quoted_list('page_severities') }}),
            'page', 'ticket'
        ) as urgency,
        samples.sample,
        coalesce(downstream_summaries.downstream_count, 0) as downstream_count,
        coalesce(downstream_summaries.downstream, []) as downstream,
        coalesce(downstream_summaries.downstream_owners, []) as downstream_owners,
        coalesce(downstream_summaries.exposure_count, 0) as exposure_count,
        coalesce(downstream_summaries.exposures, []) as exposures,
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
                    concat('code of ', {{ problems }}.asset_name)
                ]) as change
                with offset as position
            where
                (position = 0 and green_runs.git_sha != runs.git_sha)
                or (position = 1 and green_runs.dbt_version != runs.dbt_version)
                or (position = 2 and green_checksums.code_checksum != checksums.code_checksum)
            order by position
        ) as changes,
        coalesce(runs.run_id, {{ problems }}.invocation_id) as run_id,
        coalesce(runs.run_name, notices.source) as run_name,
        coalesce(runs.run_url, notices.link_url) as run_url,
        runs.artifacts_url,
    from {{ problems }}
    left join runs on {{ problems }}.invocation_id = runs.invocation_id
    left join runs as green_runs
        on {{ problems }}.green_invocation_id = green_runs.invocation_id
    left join checksums
        on
            {{ problems }}.invocation_id = checksums.invocation_id
            and {{ problems }}.asset_id = checksums.unique_id
    left join checksums as green_checksums
        on
            {{ problems }}.green_invocation_id = green_checksums.invocation_id
            and {{ problems }}.asset_id = green_checksums.unique_id
    left join downstream_summaries
        on
            {{ problems }}.environment = downstream_summaries.environment
            and {{ problems }}.asset_id = downstream_summaries.asset_id
    left join consequence_names
        on
            {{ problems }}.fingerprint = consequence_names.cause_fingerprint
            and coalesce(runs.run_id, {{ problems }}.invocation_id) = consequence_names.run_id
    left join samples
        on
            {{ problems }}.invocation_id = samples.invocation_id
            and {{ problems }}.subject_id = samples.unique_id
    left join notices on {{ problems }}.invocation_id = notices.notice_id
)
{%- endmacro %}
