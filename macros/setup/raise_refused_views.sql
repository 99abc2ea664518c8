{# Stop with what BigQuery said of each view or procedure; the tables are there. #}
{% macro raise_refused_views(answer) %}
    {{ exceptions.raise_compiler_error(
        'nightledger.setup: the tables are there, and commands are put on record. BigQuery refused in '
        ~ nightledger.ledger_name() ~ ':\n' ~ nightledger.redact_text(answer)
        ~ '\nRemove what is in the way, then run the command again.'
    ) }}
{% endmacro %}
