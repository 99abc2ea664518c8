-- one row per owner of an asset
select
    coalesce(owner, '') as owner,
    count(*) as asset_count,
    sum(if(health = 'degraded', 1, 0)) as degraded_count,
    sum(if(health = 'warning', 1, 0)) as warning_count,
from `{dataset}.vw_asset_health`
where @environment in ('', environment) and @owner in ('', owner)
group by owner
order by owner
limit 1000
