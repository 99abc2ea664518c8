{{ config(materialized='table') }}
-- ten payments a day for four weeks, and yesterday a hundred times as many
with days as (
    select *
    from
        unnest(
            generate_date_array(
                date_sub(current_date(), interval 28 day), date_sub(current_date(), interval 1 day)
            )
        ) as paid_on
)

select
    row_number() over (order by days.paid_on, number) as payment_id,
    accounts.iban,
    timestamp(days.paid_on) as paid_at,
from days
cross join unnest(generate_array(1, 1000)) as number
cross join {{ ref('accounts') }} as accounts
where number <= 10 or days.paid_on = date_sub(current_date(), interval 1 day)
