{% test no_remark_like(model, column_name, options) %}
    select remark_id, {{ column_name }} from {{ model }}
    where {{ column_name }} = '{{ options.text }}'
{% endtest %}
