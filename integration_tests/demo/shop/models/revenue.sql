select sum(amount_eur) as amount_eur
from {{ ref('orders') }}
