-- one row per check a shift makes by hand, each fact once
with

ledger as (
    select * from {{ ref('nightledger', 'nightledger__shift_checks') }}
    where {{ nightledger.in_history() }}
    qualify row_number() over (partition by row_id order by recorded_at) = 1
)

select * from ledger
