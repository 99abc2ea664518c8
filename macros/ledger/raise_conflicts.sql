{# Stop with one message that names everything Nightledger does not change in a table that holds facts. #}
{% macro raise_conflicts(conflicts) %}
    {% if conflicts %}
        {{ exceptions.raise_compiler_error(
            'nightledger: a ledger table never changes its partition, nor a column its type, so nothing'
            ~ ' was changed.\n  ' ~ conflicts | join('\n  ')
            ~ '\nRename the table that is in the way (its rows stay where they are), then run:'
            ~ ' dbt run-operation nightledger.setup'
        ) }}
    {% endif %}
{% endmacro %}
