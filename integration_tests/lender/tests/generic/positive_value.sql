-- fails with the rows whose value is zero or less; null is not_null's business
{% test positive_value(model, column_name) %}
select *
from {{ model }}
where {{ column_name }} <= 0
{% endtest %}
