-- Turns of problems that nobody has been told of yet.
select
    coalesce(sum(pending_count), 0) as value,
from `{dataset}.vw_alert_ledger`
where @environment in ('', environment)
