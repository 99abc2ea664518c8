{# One row per dbt command of the last `history_days` that started and never finished. #}
{% macro vw_vanished_runs() -%}
with {{ nightledger.dbt_runs() }},

with_next as (
    select
        *,
        min(finished_at) over (
            partition by environment, run_key
            order by started_at, invocation_id
            rows between 1 following and unbounded following
        ) as finished_again_at,
    from dbt_runs
)

select
    started_at,
    command_line,
    vanished_at,
    usual_duration_seconds,
    finished_again_at,
    concat(
        if(
            finished_again_at is null,
            'The same command has not finished since: see why it ended, then run it again. ',
            'The same command has finished since: find out why this one ended. '
        ),
        'If dbt came to its end and only the record is missing, ',
        '`nightledger ingest target/` adds it from the artifacts of that run.'
    ) as what_to_do,
    environment,
    run_url,
    invocation_id,
from with_next
where status = 'vanished'
{%- endmacro %}
