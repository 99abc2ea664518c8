-- one row per loan with a payment on record
with payments as (
    select * from {{ ref('int_payments') }}
),

final as (
    select
        loan_id,
        count(*) as instalment_count,
        sum(due_eur) as due_eur,
        sum(paid_eur) as paid_eur,
        greatest(sum(due_eur) - sum(paid_eur), 0) as arrears_eur,
        max(due_on) as last_due_on,
    from payments
    group by loan_id
)

select * from final
