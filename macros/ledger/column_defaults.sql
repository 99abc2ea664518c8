{# Columns BigQuery fills where an insert does not name them, and with what. #}
{% macro column_defaults() %}
    {{ return({'recorded_at': 'current_timestamp()', 'recorded_by': 'session_user()'}) }}
{% endmacro %}
