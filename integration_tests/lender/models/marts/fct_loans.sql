-- one row per loan of the latest delivery
with loans as (
    select * from {{ ref('stg_lender__loans') }}
),

balances as (
    select * from {{ ref('int_loan_balances') }}
),

customers as (
    select * from {{ ref('dim_customers') }}
),

final as (
    select
        loans.loan_id,
        loans.customer_id,
        loans.amount_eur,
        loans.duration_months,
        loans.purpose,
        loans.status,
        loans.opened_at,
        loans.business_date,
        customers.credit_history,
        coalesce(balances.instalment_count, 0) as instalment_count,
        coalesce(balances.paid_eur, 0) as paid_eur,
        coalesce(balances.arrears_eur, 0) as arrears_eur,
    from loans
    inner join customers
        on loans.customer_id = customers.customer_id
    left join balances
        on loans.loan_id = balances.loan_id
)

select * from final
