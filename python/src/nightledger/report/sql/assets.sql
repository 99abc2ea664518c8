-- one row per table, view or file
select
    asset_id,
    asset_name,
    health,
    what_is_wrong,
    owner,
    last_refreshed_at,
    last_row_count,
    usual_row_count,
    last_duration_seconds,
    usual_duration_seconds,
    freshness_state,
    passed_check_count,
    failed_check_count,
    environment,
    count(*) over () as total_count,
from `{dataset}.vw_asset_health`
where @environment in ('', environment) and @owner in ('', owner)
order by
    case health when 'degraded' then 1 when 'warning' then 2 when 'unknown' then 3 else 4 end,
    asset_name,
    environment
limit 10000
