-- one row per payment
with payments as (
    select * from {{ ref('int_payments') }}
),

final as (
    select
        payment_id,
        loan_id,
        instalment_number,
        due_on,
        due_eur,
        paid_eur,
        due_eur - paid_eur as short_eur,
        is_repaired,
    from payments
)

select * from final
