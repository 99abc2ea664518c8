{#
    Bring the dataset, the tables of a plan, the views and the procedures into being, and record it
    in `ledger_migrations`: one script, or a few when it would be too long for BigQuery.

    names: the views to make. Procedures are made whenever a view is.
    Returns {'ok', 'error', 'answer'}; answer: what BigQuery said of each view or procedure it
    refused, or of a grant, which stops nothing; none when it refused none.
#}
{% macro make_ledger(plan, names) %}
    {% set statements = [] %}
    {% set facts = {} %}
    {% for entry in plan if entry.action != 'none' %}
        {% do statements.extend(entry.statements) %}
        {% do nightledger.add_fact(facts, 'ledger_migrations', nightledger.migration_row(entry)) %}
    {% endfor %}
    {% if facts %}
        {% for inserts in nightledger.pack_statements(facts) %}{% do statements.extend(inserts) %}{% endfor %}
    {% endif %}
    {% do statements.extend(nightledger.definition_statements(names)) %}
    {% if statements %}{% do statements.extend(nightledger.grant_statements()) %}{% endif %}
    {% if not statements %}{{ return({'ok': true, 'error': none, 'answer': none}) }}{% endif %}
    {% set ns = namespace(outcome=none, refused=[]) %}
    {% for script in nightledger.scripts_of([nightledger.create_ledger_schema_sql()] + statements) %}
        {% if ns.outcome is none or ns.outcome.ok %}
            {% set ns.outcome = nightledger.run_script(script, "array_to_string(refused, '\\n')") %}
            {% if ns.outcome.ok and ns.outcome.answer %}{% do ns.refused.append(ns.outcome.answer) %}{% endif %}
        {% endif %}
    {% endfor %}
    {{ return({'ok': ns.outcome.ok, 'error': ns.outcome.error, 'answer': ns.refused | join('\n') or none}) }}
{% endmacro %}
