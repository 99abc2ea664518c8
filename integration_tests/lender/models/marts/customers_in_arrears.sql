-- one row per customer who owes an instalment or part of one
with loans as (
    select * from {{ ref('fct_loans') }}
),

customers as (
    select * from {{ ref('dim_customers') }}
),

owed as (
    select
        customer_id,
        sum(arrears_eur) as arrears_eur,
    from loans
    where arrears_eur > 0
    group by customer_id
),

final as (
    select
        owed.customer_id,
        customers.email,
        owed.arrears_eur,
        customers.savings_eur,
        owed.arrears_eur <= customers.savings_eur as is_covered,
    from owed
    inner join customers
        on owed.customer_id = customers.customer_id
)

select * from final
