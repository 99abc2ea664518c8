{#
    The `ledger` materialization: a table that only ever gains columns and rows.

    A table that exists is left alone without a BigQuery job. `--full-refresh` brings it to its
    contract and still drops, narrows and truncates nothing.
#}
{% materialization ledger, adapter='bigquery' %}
    {% set relation = this.incorporate(type='table') %}
    {% set existing = load_cached_relation(this) %}
    {% if existing is none %}
        {% call statement('main') %}{{ nightledger.create_ledger_table_sql(model) }}{% endcall %}
    {% elif should_full_refresh() %}
        {% set found = nightledger.compare_ledger_table(model, existing) %}
        {% do nightledger.raise_conflicts(found.conflicts) %}
        {% call statement('main') %}
            {{ nightledger.alter_ledger_table_sql(model, found.missing) | join(';\n') }}
        {% endcall %}
    {% else %}
        {% call noop_statement('main', 'left alone') %}{% endcall %}
    {% endif %}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
