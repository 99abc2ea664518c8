-- one row per kind of finding in the record itself
select
    finding,
    count(*) as finding_count,
from `{dataset}.vw_ledger_integrity`
where @environment in ('', environment)
group by finding
order by finding
