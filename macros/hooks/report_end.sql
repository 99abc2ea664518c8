{# Say when results could not be written. Silence means they are on record. #}
{% macro report_end(outcome) %}
    {% if not outcome.ok %}
        {% do nightledger.report_failed_write(outcome, 'not all results of this command were put on record') %}
    {% endif %}
{% endmacro %}
