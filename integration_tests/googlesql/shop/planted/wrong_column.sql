-- one row per sale
select
    sale_id,
    customer_id,
from {{ ref('stg_sales') }}
