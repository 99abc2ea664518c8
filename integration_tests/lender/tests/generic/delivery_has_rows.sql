-- fails with one row if the latest delivery is smaller than it can be
{% test delivery_has_rows(model, at_least) %}
with delivered as (
    select business_date, count(*) as row_count
    from {{ model }}
    group by business_date
    qualify row_number() over (order by business_date desc) = 1
)

select business_date, row_count
from delivered
where row_count < {{ at_least }}
{% endtest %}
