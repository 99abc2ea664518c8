{#
    Make sure every ledger table is there, with no BigQuery job when it is. Returns whether it is.

    Creates what is missing, so capture works on a project's first build without `setup`.
#}
{% macro ensure_ledger() %}
    {% set missing = nightledger.missing_tables() %}
    {% if not missing %}{{ return(true) }}{% endif %}
    {% set outcome = nightledger.migrate_ledger(nightledger.plan_migration(missing)) %}
    {% if not outcome.ok %}
        {% do nightledger.warn(
            'this command is not put on record: the ledger table(s) ' ~ missing | join(', ')
            ~ ' do not exist and could not be created in ' ~ nightledger.ledger_schema()
            ~ '.\nBigQuery said: ' ~ outcome.error
            ~ '\nNeeded: bigquery.tables.create, .update, .get and .updateData on that dataset'
            ~ ' (roles/bigquery.dataEditor); if the dataset is not there, bigquery.datasets.create.'
            ~ '\nThen run: dbt run-operation nightledger.setup'
        ) %}
    {% endif %}
    {{ return(outcome.ok) }}
{% endmacro %}
