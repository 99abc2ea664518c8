{#
    Make what the ledger lacks, with no BigQuery job when it lacks nothing. Returns whether commands
    can be put on record; says so, in one line, when they cannot or when a view is refused.

    Thus a project's first build is on record without `setup`.
#}
{% macro ensure_ledger() %}
    {% set existing = nightledger.existing_relations() %}
    {% set missing = nightledger.missing_relations(existing) %}
    {% if not missing %}{{ return(true) }}{% endif %}
    {% set problem = nightledger.place_problem(existing) %}
    {% if problem %}
        {% do nightledger.warn('this command is not put on record: ' ~ problem) %}
        {{ return(false) }}
    {% endif %}
    {% set tables = nightledger.contract_nodes('table').keys() | select('in', missing) | list %}
    {% set outcome = nightledger.make_ledger(nightledger.plan_migration(tables), missing) %}
    {% if not outcome.ok %}
        {% do nightledger.warn(
            'this command is not put on record: ' ~ missing | join(', ')
            ~ ' do not exist and could not be created in ' ~ nightledger.ledger_name()
            ~ '.\nBigQuery said: ' ~ outcome.error
            ~ '\nRequired: bigquery.tables.create, .update, .get and .updateData on that dataset'
            ~ ' (roles/bigquery.dataEditor); if the dataset is not there, bigquery.datasets.create.'
            ~ '\nThen run: dbt run-operation nightledger.setup'
        ) %}
    {% elif outcome.answer %}
        {% do nightledger.warn('not all views of the ledger could be made: ' ~ outcome.answer) %}
    {% endif %}
    {{ return(outcome.ok) }}
{% endmacro %}
