{# Stop with what was tried, what BigQuery said, and what helps. #}
{% macro raise_setup_failed(outcome) %}
    {{ exceptions.raise_compiler_error(
        'nightledger.setup could not create or change the tables in ' ~ nightledger.ledger_name()
        ~ '.\nBigQuery said: ' ~ nightledger.redact_text(outcome.error)
        ~ '\nNeeded: roles/bigquery.dataEditor on that dataset (bigquery.datasets.create if it is not there)'
        ~ ' and roles/bigquery.jobUser on the project. What was done so far stays; run the command again.'
    ) }}
{% endmacro %}
