-- Share of an error budget that is left; below zero the objective is missed.
select
    name as slo,
    environment,
    budget_left_pct / 100 as value,
from `{dataset}.vw_slos`
where
    budget_left_pct is not null
    and @environment in ('', environment)
