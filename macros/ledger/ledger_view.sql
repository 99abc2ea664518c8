{#
    The `ledger_view` materialization, for the old views until they are gone: a view that is replaced
    only by `--full-refresh`.
#}
{% materialization ledger_view, adapter='bigquery' %}
    {% set relation = this.incorporate(type='view') %}
    {% if not flags.EMPTY and (load_cached_relation(this) is none or should_full_refresh()) %}
        {% call statement('main') %}create or replace view {{ relation }} as {{ sql }}{% endcall %}
    {% else %}
        {% call noop_statement('main', 'left alone') %}{% endcall %}
    {% endif %}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
