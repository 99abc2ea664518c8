-- one row per edge of the asset graph as it is now
select
    environment,
    parent_id,
    child_id,
    child_kind,
    child_name,
from `{dataset}.asset_edges`
where @environment in ('', environment)
qualify
    row_number() over (
        partition by environment, parent_id, child_id order by recorded_at desc, row_id
    ) = 1
    and not is_removed
order by environment, parent_id, child_id
limit 30000
