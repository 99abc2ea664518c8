-- one row per run that should have started or ended by now
select
    subject,
    state,
    expected_at,
    late_seconds,
    why_expected,
    severity,
    owner,
    environment,
    count(*) over () as total_count,
from `{dataset}.vw_missing_runs`
where
    state in ('missing', 'late')
    and @environment in ('', environment)
    and @owner in ('', owner)
order by expected_at, subject
limit 50
