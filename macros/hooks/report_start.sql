{# Say what the first write found: that it failed, or that the ledger is older than the package. #}
{% macro report_start(outcome) %}
    {% if not outcome.ok %}
        {% do nightledger.report_failed_write(outcome, 'the start of this command was not put on record') %}
    {% elif outcome.answer and outcome.answer != nightledger.package_version() %}
        {% do nightledger.say(
            'the ledger was set up by version ' ~ outcome.answer ~ ' and this is '
            ~ nightledger.package_version() ~ '. To bring tables and views up to date, run:'
            ~ ' dbt run-operation nightledger.setup'
        ) %}
    {% endif %}
{% endmacro %}
