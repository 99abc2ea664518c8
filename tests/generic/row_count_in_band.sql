{#
    Fails when an asset has far fewer or far more rows than it usually gets.

    Usual is the median of what the ledger recorded for the same asset: the rows its own builds
    wrote, or for a source the rows dlt loaded. With fewer than `min_runs` on record it passes.
    Give a `where` config to count one day only, for an asset that grows.
#}
{% test row_count_in_band(model, min_ratio=0.5, max_ratio=2.0, min_runs=3) %}
with counted as (
    select count(*) as row_count from {{ model }}
),

recorded as (
    {{ nightledger.recorded_row_counts() }}
),

medians as (
    select percentile_cont(row_count, 0.5) over () as median_count from recorded
),

usual as (
    select
        count(*) as run_count,
        max(median_count) as median_count,
    from medians
)

select
    counted.row_count,
    usual.median_count as usual_row_count,
    usual.run_count as recorded_runs,
from counted
cross join usual
where usual.run_count >= {{ min_runs }}
    and (
        counted.row_count < usual.median_count * {{ min_ratio }}
        or counted.row_count > usual.median_count * {{ max_ratio }}
    )
{% endtest %}
