{# Ids of commands and Dagster runs of two days, with the id of the pipeline run they belong to. #}
{% macro pipeline_ids() -%}
select
    run_id,
    max(coalesce(pipeline_run_id, dagster_run_id, invocation_id)) as pipeline_id,
from (
    select * from {{ nightledger.relation('dbt_invocations') }}
    where recorded_at >= timestamp_sub(look_clock, interval 2 day)
)
cross join unnest([invocation_id, dagster_run_id]) as run_id
where run_id is not null
group by run_id
{%- endmacro %}
