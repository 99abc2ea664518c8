-- one row per open problem, the worst first; the counts are of all of them
with problems as (
    select *
    from `{dataset}.vw_open_problems`
    where @environment in ('', environment) and @owner in ('', owner)
)

select
    subject,
    severity,
    urgency,
    state,
    opened_at,
    last_seen_at,
    occurrence_count,
    strip,
    owner,
    message,
    offending_values,
    alert,
    first_told_at,
    acknowledged_by,
    acknowledged_at,
    what_changed,
    downstream_count,
    consequence_count,
    run_url,
    runbook_url,
    kind,
    fingerprint,
    environment,
    count(*) over () as open_count,
    sum(if(severity = 'critical', 1, 0)) over () as critical_count,
    sum(if(severity = 'error', 1, 0)) over () as error_count,
    sum(if(alert in ('pending', 'no router has run'), 1, 0)) over () as untold_count,
    sum(if(alert in ('ignored', 'silenced', 'inhibited', 'transient'), 1, 0)) over ()
        as quiet_count,
    sum(if(kind = 'look', 1, 0)) over () as unjudged_count,
from problems
order by
    case severity when 'critical' then 1 when 'error' then 2 else 3 end,
    urgency,
    opened_at desc,
    subject
limit 30
