-- one row per customer, as of the latest delivery
with history as (
    select * from {{ ref('customers_history') }}
),

accounts as (
    select * from {{ ref('int_accounts') }}
),

periods as (
    select
        customer_id,
        min(dbt_valid_from) as first_seen_at,
        count(*) - 1 as change_count,
    from history
    group by customer_id
),

savings as (
    select
        customer_id,
        count(*) as account_count,
        sum(balance_eur) as savings_eur,
    from accounts
    group by customer_id
),

final as (
    select
        history.customer_id,
        history.email,
        history.birth_year,
        history.housing,
        history.job,
        history.credit_history,
        periods.first_seen_at,
        periods.change_count,
        coalesce(savings.account_count, 0) as account_count,
        coalesce(savings.savings_eur, 0) as savings_eur,
    from history
    inner join periods
        on history.customer_id = periods.customer_id
    left join savings
        on history.customer_id = savings.customer_id
    where history.dbt_valid_to is null
)

select * from final
