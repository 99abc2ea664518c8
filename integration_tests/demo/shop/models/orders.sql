select order_id, customer_id, amount_eur
from {{ ref('raw_orders') }}
