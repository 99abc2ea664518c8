-- one row per sale
select sale_id
from {{ ref('stg_sales') }}
where occurred_at >= current_date()
