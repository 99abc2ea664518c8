select customer_id, count(*) as order_count
from {{ ref('raw_orders') }}
group by customer_id
