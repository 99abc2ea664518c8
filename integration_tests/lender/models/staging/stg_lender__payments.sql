-- one row per instalment and delivery that brought it
with source as (
    select * from {{ source('lender_raw', 'payments') }}
),

final as (
    select
        payment_id,
        loan_id,
        instalment_number,
        due_on,
        due_eur,
        paid_eur,
        business_date,
        _dlt_load_id as load_id,
    from source
)

select * from final
