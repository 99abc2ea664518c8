-- one row per customer in the latest delivery
with source as (
    select * from {{ source('lender_raw', 'customers') }}
),

latest as (
    select *
    from source
    qualify business_date = max(business_date) over ()
),

final as (
    select
        customer_id,
        email,
        birth_year,
        personal_status,
        housing,
        job,
        employed_since,
        credit_history,
        is_foreign_worker,
        business_date,
        extracted_at,
    from latest
)

select * from final
