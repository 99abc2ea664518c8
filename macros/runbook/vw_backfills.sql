{# One row per backfill of Dagster within `history_days`. #}
{% macro vw_backfills() -%}
with runs as (
    select
        *,
        {{ nightledger.dagster_job_name() }} as what,
    from {{ nightledger.relation('dagster_runs') }}
    where
        recorded_at >= {{ nightledger.days_ago(nightledger.setting('history_days')) }}
        and backfill_id is not null
    qualify
        row_number() over (
            partition by environment, deployment, run_id order by updated_at desc, recorded_at
        ) = 1
),

-- of a partition that was tried more than once the last try counts
tries as (
    select
        *,
        case
            when status = 'success' then 'done'
            when status = 'failure' and will_retry then 'running'
            when status = 'failure' then 'failed'
            when status = 'canceled' then 'canceled'
            when status in ('queued', 'not_started') then 'waiting'
            else 'running'
        end as state,
        row_number() over (
            partition by environment, deployment, backfill_id, coalesce(partition_key, run_id)
            order by created_at desc, run_id desc
        ) = 1 as is_last_try,
    from runs
),

backfills as (
    select
        environment,
        deployment,
        backfill_id,
        min(coalesce(created_at, updated_at)) as started_at,
        max(coalesce(ended_at, updated_at)) as last_ended_at,
        string_agg(distinct what, ', ' order by what) as what,
        min(partition_key) as first_partition,
        max(partition_key) as last_partition,
        sum(if(is_last_try, 1, 0)) as partition_count,
        {%- for state in ['done', 'failed', 'canceled', 'running', 'waiting'] %}
        sum(if(is_last_try and state = '{{ state }}', 1, 0)) as {{ state }}_count,
        {%- endfor %}
        string_agg(
            if(is_last_try and state = 'failed', coalesce(partition_key, run_id), null), ', '
            order by coalesce(partition_key, run_id)
        ) as failed_partitions,
    from tries
    group by environment, deployment, backfill_id
)

select
    started_at,
    case
        when running_count + waiting_count > 0 then 'running'
        when failed_count > 0 then 'failed'
        when canceled_count > 0 then 'canceled'
        else 'succeeded'
    end as status,
    what,
    first_partition,
    last_partition,
    partition_count,
    done_count,
    failed_count,
    running_count + waiting_count as unfinished_count,
    failed_partitions,
    if(running_count + waiting_count > 0, null, last_ended_at) as ended_at,
    {{ nightledger.seconds_between(
        'started_at',
        'if(running_count + waiting_count > 0, current_timestamp(), last_ended_at)'
    ) }} as duration_seconds,
    environment,
    backfill_id,
from backfills
{%- endmacro %}
