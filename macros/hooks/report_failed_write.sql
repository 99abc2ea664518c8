{# A failed write: a warning with the way to repair it, or an error when the project asks for one. #}
{% macro report_failed_write(outcome, what) %}
    {% set text = what ~ ' in ' ~ nightledger.ledger_name() ~ '.\nBigQuery said: ' ~ outcome.error
        ~ '\nThe run itself is not affected. When the cause is gone, write what is missing from the artifacts'
        ~ ' of this run, before another dbt command replaces them: nightledger ingest '
        ~ nightledger.target_path() ~ ' --from-this-job'
        ~ (' --dataset ' ~ nightledger.ledger_name() if nightledger.setting('dataset') else '')
        ~ '\nA missing table or column: first'
        ~ ' dbt run-operation nightledger.setup --target-path /tmp/nightledger' %}
    {% if nightledger.setting('on_capture_error') == 'raise' %}
        {{ exceptions.raise_compiler_error('nightledger: ' ~ nightledger.redact_text(text)) }}
    {% endif %}
    {% do nightledger.warn(text) %}
{% endmacro %}
