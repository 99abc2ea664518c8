{#
    SELECT of what is known of each dbt command, Dagster run and notice recorded since a moment, by
    its id: name, links, and the id of the pipeline run it belongs to. A Dagster run has no pipeline
    run id of its own: that of the dbt commands it started is its too.
#}
{% macro run_links(since) -%}
{%- set no_text = 'cast(null as string)' -%}
    select
        run_id,
        max(run_name) as run_name,
        coalesce(max(run_url), max(command_url)) as run_url,
        max(artifacts_url) as artifacts_url,
        coalesce(max(pipeline_run_id), run_id) as pipeline_run_id,
    from (
        select
            invocation_id as run_id,
            coalesce(invocation_command, concat('dbt ', command)) as run_name,
            run_url,
            {{ no_text }} as command_url,
            artifacts_url,
            coalesce(pipeline_run_id, dagster_run_id, invocation_id) as pipeline_run_id,
        from {{ nightledger.relation('dbt_invocations') }}
        where recorded_at >= {{ since }}
        union all
        select
            dagster_run_id, {{ no_text }}, {{ no_text }}, run_url, {{ no_text }},
            coalesce(pipeline_run_id, dagster_run_id),
        from {{ nightledger.relation('dbt_invocations') }}
        where recorded_at >= {{ since }} and dagster_run_id is not null
        union all
        select
            run_id,
            concat(
                {{ nightledger.dagster_job_name() }},
                coalesce(concat(' for ', partition_key), '')
            ),
            run_url, {{ no_text }}, {{ no_text }}, {{ no_text }},
        from {{ nightledger.relation('dagster_runs') }}
        where recorded_at >= {{ since }}
        union all
        select notice_id, source, link_url, {{ no_text }}, {{ no_text }}, {{ no_text }}
        from {{ nightledger.relation('alert_notices') }}
        where recorded_at >= {{ since }}
    )
    group by run_id
{%- endmacro %}
