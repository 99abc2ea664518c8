{# The statements that bring an existing ledger table to its contract: new columns, then descriptions. #}
{% macro alter_ledger_table_sql(node, missing) %}
    {% set relation = nightledger.ledger_relation(node) %}
    {% set statements = [] %}
    {% if missing %}
        {% set additions = [] %}
        {% for column in missing %}
            {% do additions.append('add column if not exists ' ~ nightledger.column_definition(column, added=true)) %}
        {% endfor %}
        {% do statements.append('alter table ' ~ relation ~ '\n    ' ~ additions | join(',\n    ')) %}
    {% endif %}
    {% set descriptions = [] %}
    {% for column in node.columns.values() %}
        {% do descriptions.append(
            'alter column ' ~ column.name
            ~ ' set options(description=' ~ nightledger.string_literal(column.description) ~ ')'
        ) %}
    {% endfor %}
    {% do statements.append('alter table ' ~ relation ~ '\n    ' ~ descriptions | join(',\n    ')) %}
    {{ return(statements) }}
{% endmacro %}
