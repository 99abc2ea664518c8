-- one row per silence that holds or will hold
select
    state,
    what,
    starts_at,
    ends_at,
    comment,
    created_by,
    problem_count,
    count(*) over () as total_count,
from `{dataset}.vw_silences`
where state in ('active', 'planned')
order by state, ends_at, silence_id
limit 50
