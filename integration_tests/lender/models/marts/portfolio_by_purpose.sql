-- one row per purpose of loans
with loans as (
    select * from {{ ref('fct_loans') }}
),

purposes as (
    select * from {{ ref('loan_purposes') }}
),

final as (
    select
        purposes.purpose,
        purposes.purpose_group,
        purposes.is_secured,
        count(*) as loan_count,
        sum(loans.amount_eur) as amount_eur,
        countif(loans.status = 'in_arrears') as in_arrears_count,
        round(100 * countif(loans.status = 'in_arrears') / count(*), 1) as in_arrears_pct,
        max(loans.business_date) as business_date,
    from loans
    inner join purposes
        on loans.purpose = purposes.purpose
    group by purposes.purpose, purposes.purpose_group, purposes.is_secured
)

select * from final
