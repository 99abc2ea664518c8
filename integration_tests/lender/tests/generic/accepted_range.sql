-- fails with the rows whose value is outside the range, ends included; null is not_null's business
{% test accepted_range(model, column_name, min_value, max_value) %}
select *
from {{ model }}
where {{ column_name }} not between {{ min_value }} and {{ max_value }}
{% endtest %}
