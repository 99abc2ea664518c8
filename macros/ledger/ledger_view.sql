{#
    The `ledger_view` materialization: a view that is replaced only by `--full-refresh`.

    A view that exists is left alone without a BigQuery job, so an ordinary build pays nothing.
    Under `--empty` dbt writes `where false` into every ref, so no view is made then.
#}
{% materialization ledger_view, adapter='bigquery' %}
    {% set relation = this.incorporate(type='view') %}
    {% if not flags.EMPTY and (load_cached_relation(this) is none or should_full_refresh()) %}
        {% call statement('main') %}{{ nightledger.create_ledger_view_sql(relation, model, sql) }}{% endcall %}
    {% else %}
        {% call noop_statement('main', 'left alone') %}{% endcall %}
    {% endif %}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
