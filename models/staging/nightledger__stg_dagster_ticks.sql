-- one row per ended tick of a schedule or sensor, each fact once
with

ledger as (
    select * from {{ ref('nightledger', 'nightledger__dagster_ticks') }}
    where {{ nightledger.in_history() }}
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

final as (
    select
        {{- nightledger.columns_in_order(model) }}
    from ledger
)

select * from final
