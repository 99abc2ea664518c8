{# Guarded DDL of the named views, and of all procedures when anything is named; nothing for no names. #}
{% macro definition_statements(names) %}
    {% set statements = [] %}
    {% for name, definition in (nightledger.definitions() if names else {}).items() %}
        {% if definition.kind == 'procedure' %}
            {% do statements.append(nightledger.guarded_sql(
                name, nightledger.create_procedure_sql(name, definition.sql, definition.arguments)
            )) %}
        {% elif name in names %}
            {% do statements.append(nightledger.guarded_sql(
                name, nightledger.create_ledger_view_sql(name, definition.sql)
            )) %}
        {% endif %}
    {% endfor %}
    {{ return(statements) }}
{% endmacro %}
