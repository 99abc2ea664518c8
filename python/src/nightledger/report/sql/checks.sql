-- one row per check of an asset, the worst first
select
    asset_name,
    check_name,
    column_name,
    strip,
    verdict,
    days_failed,
    last_seen_at,
    owner,
    kind,
    environment,
    count(*) over () as total_count,
from `{dataset}.vw_check_trend`
where @environment in ('', environment) and @owner in ('', owner)
order by days_failed desc, asset_name, check_name, column_name
limit 100000
