-- When a tick last did not fail (Unix time).
select
    unix_seconds(last_good_tick_at) as value,
from `{dataset}.vw_router_health`
where last_good_tick_at is not null
