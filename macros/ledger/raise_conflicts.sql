{# Stop with one message that names every column whose type is not the contract's. #}
{% macro raise_conflicts(conflicts) %}
    {% if conflicts %}
        {{ exceptions.raise_compiler_error(
            'nightledger: a ledger column never changes its type, so nothing was changed.\n  '
            ~ conflicts | join('\n  ')
            ~ '\nRename the table that is in the way (its rows stay where they are), then run:'
            ~ ' dbt run-operation nightledger.setup'
        ) }}
    {% endif %}
{% endmacro %}
