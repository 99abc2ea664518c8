{# Carry out a plan as one script and record it in `ledger_migrations`. Returns the script's outcome. #}
{% macro migrate_ledger(plan) %}
    {% set statements = [nightledger.create_ledger_schema_sql()] %}
    {% set facts = {} %}
    {% for entry in plan if entry.action != 'none' %}
        {% do statements.extend(entry.statements) %}
        {% do nightledger.add_fact(facts, 'ledger_migrations', nightledger.migration_row(entry)) %}
    {% endfor %}
    {% if not facts %}{{ return({'ok': true, 'error': none}) }}{% endif %}
    {% for inserts in nightledger.pack_statements(facts) %}{% do statements.extend(inserts) %}{% endfor %}
    {% set outcome = nightledger.run_script(statements) %}
    {% for entry in plan if outcome.ok and entry.action == 'create' %}
        {% do adapter.cache_added(nightledger.ledger_relation(entry.node)) %}
    {% endfor %}
    {{ return(outcome) }}
{% endmacro %}
