{#
    Print every definition of the ledger, one JSON object {name, kind, sql} a line:
    `dbt --quiet run-operation nightledger.show_sql`. Asks BigQuery nothing.

    Kinds: table (DDL), view (its SELECT), procedure (DDL), statement (a part of the look).
#}
{% macro show_sql() %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% set found = {'table': {}, 'view': nightledger.definitions(), 'procedure': nightledger.procedures()} %}
    {% for name, node in nightledger.contract_nodes('table').items() %}
        {% do found.table.update({name: nightledger.create_ledger_table_sql(node) | trim}) %}
    {% endfor %}
    {% if nightledger.look_statements is defined %}
        {% do found.update({'statement': nightledger.look_statements()}) %}
    {% endif %}
    {% for kind, statements in found.items() %}
        {% for name, sql in statements.items() %}
            {% do print({'name': name, 'kind': kind, 'sql': sql} | tojson) %}
        {% endfor %}
    {% endfor %}
{% endmacro %}
