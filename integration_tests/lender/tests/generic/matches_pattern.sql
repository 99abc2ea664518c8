-- fails with the rows whose value does not match; null is not_null's business
{% test matches_pattern(model, column_name, pattern) %}
select *
from {{ model }}
where not regexp_contains({{ column_name }}, r'{{ pattern }}')
{% endtest %}
