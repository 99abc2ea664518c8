{#
    CTEs that end in `read`: when a heartbeat was recorded that settles each promise which waits for
    one (see `waits_for` of promise_columns).

    promises: a CTE of promises. `events_since` is a variable of the look: what was read before those
    days was settled by earlier looks.
#}
{% macro reading_times(promises) -%}
readings as (
    select
        environment,
        deployment as reader,
        reading.waits_for,
        reading.read_until,
        recorded_at,
    from (
        select * from {{ nightledger.relation('dagster_heartbeats') }}
        where recorded_at >= events_since and recorded_at <= look_clock
    )
    cross join
        unnest([
            struct(
                'reading' as waits_for,
                if(is_caught_up, occurred_at, least(occurred_at, watermark_at)) as read_until
            ),
            struct('beat', timestamp_sub(occurred_at, interval 1 microsecond)),
            struct(
                'daemons',
                if(daemons is null, null, timestamp_sub(occurred_at, interval 1 microsecond))
            )
        ]) as reading
),

beside_readings as (
    select
        fingerprint,
        promise_key,
        base_id,
        environment,
        reader,
        waits_for,
        due_at as moment,
        cast(null as timestamp) as read_at,
    from {{ promises }}
    where waits_for is not null and due_at is not null
    union all
    select
        cast(null as string) as fingerprint,
        cast(null as string) as promise_key,
        cast(null as string) as base_id,
        environment,
        reader,
        waits_for,
        read_until as moment,
        recorded_at as read_at,
    from readings
    where read_until is not null
),

read as (
    select
        fingerprint,
        promise_key,
        base_id,
        min(read_at) over (
            partition by environment, reader, waits_for order by unix_micros(moment)
            range between current row and unbounded following
        ) as read_at,
    from beside_readings
)
{%- endmacro %}
