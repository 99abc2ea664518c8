-- 1 while the router lives and what it sends arrives, else 0.
select
    if(state = 'healthy', 1, 0) as value,
from `{dataset}.vw_router_health`
