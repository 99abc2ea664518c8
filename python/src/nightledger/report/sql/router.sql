-- one row: whether the router lives, and the clock of the last look
select
    state,
    last_good_tick_at,
    accepted_last_15_minutes,
    failed_last_15_minutes,
    as_of,
from `{dataset}.vw_router_health`
