-- fails with one row if two relations differ in their number of rows
{% test same_row_count(model, other) %}
with counted as (
    select
        (select count(*) from {{ model }}) as row_count,
        (select count(*) from {{ other }}) as other_row_count,
)

select row_count, other_row_count
from counted
where row_count != other_row_count
{% endtest %}
