{# Columns that have one value for everything a command records, as SQL. #}
{% macro shared_values() %}
    {{ return({
        'environment': nightledger.string_literal(nightledger.environment_name()),
        'invocation_id': nightledger.string_literal(invocation_id),
    }) }}
{% endmacro %}
