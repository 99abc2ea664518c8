-- one row per backfill of Dagster
with

runs as (
    select
        *,
        {{ nightledger.dagster_job_name() }} as what,
    from {{ ref('nightledger', 'nightledger__stg_dagster_runs') }}
    where backfill_id is not null
),

-- of a partition that was tried more than once the last try counts
latest_tries as (
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
    from runs
    qualify
        row_number() over (
            partition by environment, deployment, backfill_id, coalesce(partition_key, run_id)
            order by created_at desc, run_id desc
        ) = 1
),

partitions as (
    select
        environment,
        deployment,
        backfill_id,
        count(*) as partition_count,
        countif(state = 'done') as done_count,
        countif(state = 'failed') as failed_count,
        countif(state = 'canceled') as canceled_count,
        countif(state = 'running') as running_count,
        countif(state = 'waiting') as waiting_count,
        string_agg(
            if(state = 'failed', coalesce(partition_key, run_id), null), ', '
            order by coalesce(partition_key, run_id)
        ) as failed_partitions,
        min(partition_key) as first_partition,
        max(partition_key) as last_partition,
    from latest_tries
    group by environment, deployment, backfill_id
),

tries as (
    select
        environment,
        deployment,
        backfill_id,
        count(*) as run_count,
        string_agg(distinct what, ', ' order by what) as what,
        coalesce(
            max(json_value(tags.user)),
            max(if(launched_by not in ('backfill', 'retry'), launched_by_name, null))
        ) as launched_by,
        min(coalesce(created_at, updated_at)) as started_at,
        max(coalesce(ended_at, updated_at)) as last_ended_at,
    from runs
    group by environment, deployment, backfill_id
),

final as (
    select
        tries.started_at,
        case
            when partitions.running_count + partitions.waiting_count > 0 then 'running'
            when partitions.failed_count > 0 then 'failed'
            when partitions.canceled_count > 0 then 'canceled'
            else 'succeeded'
        end as status,
        tries.what,
        partitions.first_partition,
        partitions.last_partition,
        partitions.partition_count,
        partitions.done_count,
        partitions.failed_count,
        partitions.canceled_count,
        partitions.running_count,
        partitions.waiting_count,
        partitions.failed_partitions,
        if(
            partitions.running_count + partitions.waiting_count > 0, null, tries.last_ended_at
        ) as ended_at,
        {{ nightledger.seconds_between(
            'tries.started_at',
            'if(partitions.running_count + partitions.waiting_count > 0, '
            ~ 'current_timestamp(), tries.last_ended_at)'
        ) }} as duration_seconds,
        tries.run_count,
        tries.launched_by,
        partitions.environment,
        partitions.deployment,
        partitions.backfill_id,
    from partitions
    inner join tries
        on
            partitions.environment = tries.environment
            and partitions.deployment = tries.deployment
            and partitions.backfill_id = tries.backfill_id
)

select * from final
