-- one row per Dagster run, as it was seen last
with

ledger as (
    select * from {{ ref('nightledger', 'nightledger__dagster_runs') }}
    where {{ nightledger.in_history() }}
    qualify row_number() over (partition by run_id order by updated_at desc, recorded_at desc) = 1
),

final as (
    select
        {{- nightledger.columns_in_order(model) }}
    from ledger
)

select * from final
