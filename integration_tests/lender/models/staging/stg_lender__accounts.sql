-- one row per savings account in the latest delivery
with source as (
    select * from {{ source('lender_raw', 'accounts') }}
),

latest as (
    select *
    from source
    qualify business_date = max(business_date) over ()
),

final as (
    select
        account_id,
        customer_id,
        iban,
        balance_eur,
        opened_at,
        business_date,
    from latest
)

select * from final
