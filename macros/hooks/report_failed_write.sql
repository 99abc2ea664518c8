{# A failed write: a warning with the way to repair it, or an error when the project asks for one. #}
{% macro report_failed_write(outcome, what) %}
    {% set text = what ~ ' in ' ~ nightledger.ledger_name() ~ '.\nBigQuery said: ' ~ outcome.error
        ~ '\nThe run itself is not affected. When the cause is gone (a missing table or column:'
        ~ ' dbt run-operation nightledger.setup), write what is missing from the artefacts of this run:'
        ~ ' nightledger ingest ' ~ nightledger.target_path() ~ ' --from-this-job' %}
    {% if nightledger.setting('on_capture_error') == 'raise' %}
        {{ exceptions.raise_compiler_error('nightledger: ' ~ nightledger.redact_text(text)) }}
    {% endif %}
    {% do nightledger.warn(text) %}
{% endmacro %}
