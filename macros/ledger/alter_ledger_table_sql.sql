{#
    The statements that bring an existing ledger table to its contract: new columns, then texts.
    BigQuery documents one `alter column` a statement.
#}
{% macro alter_ledger_table_sql(node, differences) %}
    {% set alter = 'alter table ' ~ nightledger.relation(nightledger.contract_of(node).relation) %}
    {% set statements = [] %}
    {% if differences.missing %}
        {% set additions = [] %}
        {% for column in differences.missing %}
            {% do additions.append('add column if not exists ' ~ nightledger.column_definition(column, added=true)) %}
        {% endfor %}
        {% do statements.append(alter ~ '\n    ' ~ additions | join(',\n    ')) %}
    {% endif %}
    {% for column in differences.missing if column.name in nightledger.column_defaults() %}
        {% do statements.append(
            alter ~ ' alter column ' ~ column.name ~ ' set default ' ~ nightledger.column_defaults()[column.name]
        ) %}
    {% endfor %}
    {% for column in differences.reworded %}
        {% do statements.append(
            alter ~ ' alter column ' ~ column.name
            ~ ' set options(description=' ~ nightledger.string_literal(column.description) ~ ')'
        ) %}
    {% endfor %}
    {% do statements.append(alter ~ ' set options(description=' ~ nightledger.string_literal(node.description) ~ ')') %}
    {{ return(statements) }}
{% endmacro %}
