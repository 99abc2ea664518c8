{# Names of ledger tables that are not there, from dbt's relation cache. #}
{% macro missing_tables() %}
    {% set missing = [] %}
    {% for name, node in nightledger.ledger_tables().items() %}
        {% if adapter.get_relation(node.database, node.schema, node.alias) is none %}
            {% do missing.append(name) %}
        {% endif %}
    {% endfor %}
    {{ return(missing) }}
{% endmacro %}
