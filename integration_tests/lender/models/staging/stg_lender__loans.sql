-- one row per loan in the latest delivery
with source as (
    select * from {{ source('lender_raw', 'loans') }}
),

latest as (
    select *
    from source
    qualify business_date = max(business_date) over ()
),

final as (
    select
        loan_id,
        customer_id,
        amount_eur,
        duration_months,
        purpose,
        status,
        opened_at,
        business_date,
    from latest
)

select * from final
