-- one row per sale
select sale_id
from {{ ref('wrong_column') }}
