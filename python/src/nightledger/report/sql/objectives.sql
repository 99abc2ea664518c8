-- one row per objective and environment, the one with the least budget left first
select
    name,
    state,
    objective_pct,
    attainment_pct,
    total_count,
    budget_left_pct,
    window_days,
    owner,
    environment,
    count(*) over () as objective_count,
from `{dataset}.vw_slos`
where @environment in ('', environment) and @owner in ('', owner)
order by coalesce(budget_left_pct, 100), name, environment
limit 12
