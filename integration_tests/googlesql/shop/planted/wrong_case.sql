-- one row per sale
select sale_id
from `{{ target.project }}`.`till`.`Sales`
