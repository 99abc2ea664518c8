{#
    SELECT of one row per endpoint: how it fares. Its specification is `fold` of
    python/tests/router/ledger.py.

    failures: attempts that were not accepted since the last one that was; those without an outcome
    count as neither. claims: times of the last hour's. told_groups: when each group was told last.
#}
{% macro health(since) -%}
with {{ nightledger.attempts(since) }},

-- what was carried forward stands for all attempts before it
all_attempts as (
    select
        receiver,
        address,
        sequence,
        group_key,
        claimed_at,
        event,
        ended_at,
        retry_at,
        is_new,
        cast(null as json) as health,
        cast(null as timestamp) as carried_at,
    from attempts
    union all
    select
        receiver,
        address,
        0,
        null,
        null,
        'carried',
        null,
        cast(json_value(health.retry_at) as timestamp),
        true,
        health,
        carried_at,
    from carried
),

placed as (
    select
        *,
        max(if(is_new and event = 'accepted', sequence, null)) over (
            partition by receiver, address
        ) as accepted_sequence,
        is_new and event in ('retryable', 'refused', 'permanent', 'unknown') as is_failure,
    from all_attempts
),

failing as (
    select
        *,
        is_failure and sequence > coalesce(accepted_sequence, 0) as is_open_failure,
        event = 'carried' and accepted_sequence is null as counts_carried,
    from placed
),

last_failing as (
    select
        *,
        max(if(is_open_failure or counts_carried, sequence, null)) over (
            partition by receiver, address
        ) as last_failed_sequence,
    from failing
)

select
    receiver,
    nullif(address, '') as recipient,
    max(coalesce(cast(json_value(health.sequence) as int64), sequence)) as sequence,
    coalesce(
        max(if(event = 'accepted', ended_at, null)),
        max(cast(json_value(health.accepted_at) as timestamp))
    ) as accepted_at,
    sum(if(is_open_failure, 1, 0))
    + coalesce(max(if(counts_carried, cast(json_value(health.failures) as int64), 0)), 0)
        as failures,
    coalesce(
        max(if(counts_carried, cast(json_value(health.failing_since) as timestamp), null)),
        min(if(is_open_failure, ended_at, null))
    ) as failing_since,
    coalesce(
        max(if(is_open_failure, ended_at, null)),
        max(if(counts_carried, cast(json_value(health.last_failure_at) as timestamp), null))
    ) as last_failure_at,
    max(
        if(
            sequence = last_failed_sequence,
            if(is_open_failure, event, json_value(health.last_failure)),
            null
        )
    ) as last_failure,
    max(if(sequence = last_failed_sequence, retry_at, null)) as retry_at,
    array_agg(
        if(claimed_at > timestamp_sub(current_timestamp(), interval 1 hour), claimed_at, null)
        ignore nulls
    ) as claims,
    array_agg(
        if(event = 'accepted', struct(group_key as group_key, ended_at as accepted_at), null)
        ignore nulls
    ) as told_groups,
    max(carried_at) as carried_at,
from last_failing
group by receiver, address
{%- endmacro %}
