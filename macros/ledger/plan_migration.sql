{#
    What it takes to bring ledger tables to their contracts.

    Returns one entry per table: {'table', 'node', 'action', 'added', 'conflicts', 'statements'} with
    action `create`, `change` or `none`.
#}
{% macro plan_migration(names, recorded={}) %}
    {% set plan = [] %}
    {% set tables = nightledger.ledger_tables() %}
    {% for name in names %}
        {% set node = tables[name] %}
        {% set relation = adapter.get_relation(node.database, node.schema, node.alias) %}
        {% set entry = {
            'table': name, 'node': node, 'action': 'none', 'added': [], 'conflicts': [], 'statements': [],
        } %}
        {% if relation is none %}
            {% do entry.update({
                'action': 'create', 'statements': [nightledger.create_ledger_table_sql(node)],
            }) %}
        {% else %}
            {% set found = nightledger.compare_ledger_table(node, relation) %}
            {% if found.missing or recorded.get(name) != nightledger.contract_checksum(node) %}
                {% do entry.update({
                    'action': 'change',
                    'added': found.missing | map(attribute='name') | list,
                    'statements': nightledger.alter_ledger_table_sql(node, found.missing),
                }) %}
            {% endif %}
            {% do entry.update({'conflicts': found.conflicts}) %}
        {% endif %}
        {% do plan.append(entry) %}
    {% endfor %}
    {{ return(plan) }}
{% endmacro %}
