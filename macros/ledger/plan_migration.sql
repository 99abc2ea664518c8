{#
    What it takes to bring ledger tables to their contracts.

    names: the tables. found: columns of those that exist, as `found_columns` gives them. recorded:
    what `recorded_migrations` gives. Returns one entry per table: {'table', 'node', 'action', 'added',
    'conflicts', 'notes', 'statements'} with action `create`, `change`, `check` (nothing to do, and
    not yet on record for this version) or `none`.
#}
{% macro plan_migration(names, found={}, recorded={}) %}
    {% set plan = [] %}
    {% set version = nightledger.package_version() %}
    {% for name in names %}
        {% set node = nightledger.contract_node(name) %}
        {% set entry = {
            'table': name, 'node': node, 'action': 'none', 'added': [], 'conflicts': [], 'notes': [],
            'statements': [],
        } %}
        {% if name not in found %}
            {% do entry.update({
                'action': 'create', 'statements': [nightledger.create_ledger_table_sql(node)],
            }) %}
        {% else %}
            {% set differences = nightledger.compare_ledger_table(node, found[name]) %}
            {% set known = recorded.get(name, {}) %}
            {% if differences.missing or known.checksum != nightledger.contract_checksum(node) %}
                {% do entry.update({
                    'action': 'change',
                    'added': differences.missing | map(attribute='name') | list,
                    'statements': nightledger.alter_ledger_table_sql(node, differences),
                }) %}
            {% elif known.version != version %}
                {% do entry.update({'action': 'check'}) %}
            {% endif %}
            {% do entry.update({'conflicts': differences.conflicts, 'notes': differences.notes}) %}
        {% endif %}
        {% do plan.append(entry) %}
    {% endfor %}
    {{ return(plan) }}
{% endmacro %}
