-- Problems that are open now.
with severities as (
    select severity from unnest(['critical', 'error', 'warn']) as severity
)

select
    severities.severity,
    count(problems.subject) as value,
from severities
left join `{dataset}.vw_open_problems` as problems
    on
        severities.severity = problems.severity
        and @environment in ('', problems.environment)
group by severities.severity
