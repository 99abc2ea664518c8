{#
    SELECT of what is known of each dbt command, Dagster run and notice recorded since a moment, by
    its id: name, links, and the id of the pipeline run it belongs to. A Dagster run has no pipeline
    run id of its own: that of the dbt commands it started is its too.
#}
{% macro run_links(since) -%}
    select
        entry.run_id,
        max(entry.run_name) as run_name,
        max(entry.run_url) as run_url,
        max(entry.artifacts_url) as artifacts_url,
        coalesce(max(entry.pipeline_run_id), entry.run_id) as pipeline_run_id,
    from (
        select
            [
                struct(
                    invocation_id as run_id,
                    coalesce(invocation_command, concat('dbt ', command)) as run_name,
                    run_url as run_url,
                    artifacts_url as artifacts_url,
                    coalesce(pipeline_run_id, dagster_run_id, invocation_id) as pipeline_run_id
                ),
                struct(
                    dagster_run_id,
                    cast(null as string),
                    cast(null as string),
                    cast(null as string),
                    coalesce(pipeline_run_id, dagster_run_id)
                )
            ] as entries,
        from {{ nightledger.relation('dbt_invocations') }}
        where recorded_at >= {{ since }}
        union all
        select
            [struct(
                run_id,
                concat(
                    {{ nightledger.dagster_job_name() }},
                    coalesce(concat(' for ', partition_key), '')
                ),
                run_url,
                cast(null as string),
                cast(null as string)
            )],
        from {{ nightledger.relation('dagster_runs') }}
        where recorded_at >= {{ since }}
        union all
        select
            [struct(notice_id, source, link_url, cast(null as string), cast(null as string))],
        from {{ nightledger.relation('alert_notices') }}
        where recorded_at >= {{ since }}
    )
    cross join unnest(entries) as entry
    where entry.run_id is not null
    group by entry.run_id
{%- endmacro %}
