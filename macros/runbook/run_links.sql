{#
    SELECT of what is known of each dbt command, Dagster run and notice recorded since a moment, by
    its id: name, links, and the id of the pipeline run it belongs to.
#}
{% macro run_links(since) -%}
    select
        run_id,
        max(run_name) as run_name,
        max(run_url) as run_url,
        max(artifacts_url) as artifacts_url,
        max(pipeline_run_id) as pipeline_run_id,
    from (
        select
            invocation_id as run_id,
            coalesce(invocation_command, concat('dbt ', command)) as run_name,
            run_url,
            artifacts_url,
            coalesce(pipeline_run_id, dagster_run_id, invocation_id) as pipeline_run_id,
        from {{ nightledger.relation('dbt_invocations') }}
        where recorded_at >= {{ since }}
        union all
        select
            run_id,
            concat(
                {{ nightledger.dagster_job_name() }},
                coalesce(concat(' for ', partition_key), '')
            ),
            run_url,
            cast(null as string),
            run_id,
        from {{ nightledger.relation('dagster_runs') }}
        where recorded_at >= {{ since }}
        union all
        select notice_id, source, link_url, cast(null as string), notice_id
        from {{ nightledger.relation('alert_notices') }}
        where recorded_at >= {{ since }}
    )
    group by run_id
{%- endmacro %}
