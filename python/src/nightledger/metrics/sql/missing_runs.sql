-- Runs that should have started or ended by now.
select
    count(*) as value,
from `{dataset}.vw_missing_runs`
where
    state in ('missing', 'late')
    and @environment in ('', environment)
