-- one row per sale, the first that was reported
with sales as (

    select * from {{ source('till', 'sales') }}
    where occurred_at >= timestamp_sub(current_timestamp(), interval 9 day)

),

final as (

    select * from sales
    qualify row_number() over (partition by sale_id order by occurred_at) = 1

)

select * from final
