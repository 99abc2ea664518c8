-- one row per day of the last 28 on which something was built
select
    day,
    sum(cost_usd) as cost_usd,
    sum(bytes_billed) as bytes_billed,
from `{dataset}.vw_costs`
where
    day >= date_sub(current_date(), interval 27 day)
    and @environment in ('', environment)
    and @owner in ('', owner)
group by day
order by day
