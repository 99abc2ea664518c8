-- one row: the days on which not every turn of a problem is accounted for
select
    count(*) as day_count,
    coalesce(sum(if(is_balanced, 0, 1)), 0) as unbalanced_count,
    coalesce(sum(told_count), 0) as told_count,
    coalesce(sum(suppressed_count), 0) as suppressed_count,
from `{dataset}.vw_alert_ledger`
where @environment in ('', environment)
