-- one row per payment that somebody put right
with source as (
    select * from {{ source('lender_raw', 'payment_repairs') }}
),

final as (
    select
        payment_id,
        loan_id,
        paid_eur,
        repaired_by,
        repaired_at,
    from source
)

select * from final
