-- one row per owner and day of the last 28 on which a problem of theirs was open
with spans as (
    select
        coalesce(owner, '') as owner,
        severity,
        date(opened_at) as first_day,
        date(coalesce(resolved_at, current_timestamp())) as last_day,
    from `{dataset}.vw_problem_history`
    where @environment in ('', environment) and @owner in ('', owner)
)

select
    spans.owner,
    day,
    count(*) as problem_count,
    sum(if(spans.severity = 'critical', 1, 0)) as critical_count,
    sum(if(spans.severity = 'error', 1, 0)) as error_count,
from spans
cross join
    unnest(generate_date_array(date_sub(current_date(), interval 27 day), current_date())) as day
where day between spans.first_day and spans.last_day
group by spans.owner, day
order by spans.owner, day
limit 20000
