-- one row per day
with sales as (

    select * from {{ ref('stg_sales') }}

),

final as (

    select
        date(occurred_at) as sold_on,
        count(*) as sale_count,
        sum(amount_eur) as amount_eur,
    from sales
    group by sold_on

)

select * from final
