-- one row per severity: how long it took to tell, to take on and to resolve
select
    severity,
    count(*) as problem_count,
    sum(if(resolved_at is null, 1, 0)) as open_count,
    sum(if(first_told_at is null, 0, 1)) as told_count,
    approx_quantiles(time_to_tell_seconds, 2)[safe_offset(1)] as median_tell_seconds,
    approx_quantiles(time_to_acknowledge_seconds, 2)[safe_offset(1)]
        as median_acknowledge_seconds,
    approx_quantiles(time_to_resolve_seconds, 2)[safe_offset(1)] as median_resolve_seconds,
from `{dataset}.vw_problem_history`
where @environment in ('', environment) and @owner in ('', owner)
group by severity
order by case severity when 'critical' then 1 when 'error' then 2 else 3 end
