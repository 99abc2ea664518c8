{#
    Append one row that a person made, not a command: it brings its own environment, and stops with
    BigQuery's message when it cannot be written.
#}
{% macro append_entry(table, row) %}
    {% set node = nightledger.contract_node(table) %}
    {% set facts = {} %}
    {% do nightledger.add_fact(facts, table, row) %}
    {% set written = facts[table] %}
    {% set outcome = nightledger.run_script([nightledger.append_sql(
        node, written['names'], nightledger.raw_json_literal('[' ~ written['facts'] | join(',') ~ ']'), {},
        row.occurred_at, row.occurred_at
    )]) %}
    {% if not outcome.ok %}
        {{ exceptions.raise_compiler_error(
            'nightledger could not write to ' ~ nightledger.relation(table) ~ '. Nothing was recorded.'
            ~ '\nBigQuery said: ' ~ nightledger.redact_text(outcome.error)
            ~ '\nIf the table is not there: dbt run-operation nightledger.setup'
        ) }}
    {% endif %}
{% endmacro %}
