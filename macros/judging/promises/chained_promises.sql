{#
    CTEs that end in `chained`: the promises that count, each with the moment at which it is settled
    whether it was kept, and with the promises beside it. One chain is one subject and promise_key.

    promises: a CTE or table of `recorded_promises` and `promises_of`.
    A promise counts if it promises more than the ones before it; so does one that ends them (`due_at`
    is null), and then they begin anew. Order is when facts were recorded, never when they happened.
#}
{% macro chained_promises(promises) -%}
{%- set chain = 'fingerprint, promise_key' -%}
{%- set never = "timestamp '9999-12-31'" -%}
facts_once as (
    select
        *,
        max(if(source = 'new', 1, 0)) over (partition by {{ chain }}, base_id) = 1 as is_new,
    from {{ promises }}
    qualify
        row_number() over (
            partition by {{ chain }}, base_id
            order by base_at, if(broken_at is null, 1, 0), if(source = 'recorded', 0, 1), due_at
        ) = 1
),

moments_once as (
    select * from facts_once
    qualify
        row_number() over (
            partition by {{ chain }}, base_at
            order by if(due_at is null, 0, 1), if(is_initial, 1, 0), due_at desc, base_id
        ) = 1
),

{{ nightledger.reading_times('moments_once') }},

settled as (
    select
        moments_once.*,
        case
            when moments_once.due_at is null then null
            when moments_once.broken_at is not null then moments_once.broken_at
            when moments_once.waits_for is null
                then greatest(moments_once.due_at, moments_once.base_at)
            else greatest(coalesce(read.read_at, {{ never }}), moments_once.base_at)
        end as settled_at,
        sum(if(moments_once.due_at is null, 1, 0)) over (
            partition by moments_once.fingerprint, moments_once.promise_key
            order by moments_once.base_at
            rows between unbounded preceding and current row
        ) as part_number,
    from moments_once
    left join read
        on
            moments_once.fingerprint = read.fingerprint
            and moments_once.promise_key = read.promise_key
            and moments_once.base_id = read.base_id
),

begun as (
    select * from settled
    qualify
        not is_initial
        or coalesce(
            sum(if(due_at is null, 0, 1)) over (
                partition by {{ chain }}, part_number order by base_at
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) = 0
),

beside as (
    select
        *,
        max(due_at) over (
            partition by {{ chain }}, part_number order by base_at
            rows between unbounded preceding and 1 preceding
        ) as due_before,
    from begun
),

chained as (
    select
        * except (due_before, part_number),
        lead(base_at) over in_turn as next_base_at,
        lag(settled_at) over in_turn as settled_previous_at,
        lag(due_at) over in_turn as due_previous_at,
        row_number() over (
            partition by {{ chain }} order by base_at
        ) as place,
        {{ nightledger.promise_id() }} as promise_id,
    from beside
    where
        due_at is null
        or due_before is null
        or due_at > due_before
    window in_turn as (partition by {{ chain }} order by base_at)
)
{%- endmacro %}


{# Id of a promise: of the fact, when it was recorded, and what it promises. Never of the deadline alone. #}
{% macro promise_id() -%}
    to_hex(md5(concat(
            fingerprint, '\n', promise_key, '\n', base_id, '\n',
            cast(unix_micros(base_at) as string), '\n',
            coalesce(cast(unix_micros(due_at) as string), '')
        )))
{%- endmacro %}
