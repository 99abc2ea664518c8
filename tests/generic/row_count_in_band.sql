{#
    Fails when an asset has far fewer or far more rows than it usually gets.

    Usual is what the ledger learned of the same asset (docs/expectations.md): of the rows its builds
    wrote, or for a source of the rows dlt loaded. What nothing was learned of passes. Give a `where`
    config to count one day only, for an asset that grows.
#}
{% test row_count_in_band(model) %}
with counted as (
    select count(*) as row_count from {{ model }}
),

bands as (
    {{ nightledger.learned_row_counts() }}
)

select
    counted.row_count,
    min(if(bands.slot = '', bands.low, null)) as usual_from,
    max(if(bands.slot = '', bands.high, null)) as usual_to,
    max(if(bands.slot = '', bands.explanation, null)) as explanation,
from counted
cross join bands
group by counted.row_count
having logical_and(counted.row_count < bands.low or counted.row_count > bands.high)
{% endtest %}
