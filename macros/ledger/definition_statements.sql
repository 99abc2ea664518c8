{# Guarded DDL of the named views, and of all procedures when there is any of them; nothing for no names. #}
{% macro definition_statements(names) %}
    {% set statements = [] %}
    {% if names %}
        {% for name, sql in nightledger.definitions().items() if name in names %}
            {% do statements.append(
                nightledger.guarded_sql(name, nightledger.create_ledger_view_sql(name, sql))
            ) %}
        {% endfor %}
        {% for name, sql in nightledger.procedures().items() %}
            {% do statements.append(nightledger.guarded_sql(name, sql)) %}
        {% endfor %}
    {% endif %}
    {{ return(statements) }}
{% endmacro %}
