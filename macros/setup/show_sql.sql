{#
    Print the SQL of everything `setup` makes and of what judges, one JSON object {name, kind, sql} a
    line: `dbt --quiet run-operation nightledger.show_sql`. Asks BigQuery nothing.

    kind: table (its DDL), procedure (its body), view (its query), part (a SELECT of the look).
#}
{% macro show_sql() %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% for name, node in nightledger.contract_nodes('table').items() %}
        {% do print(tojson({
            'name': name, 'kind': 'table', 'sql': nightledger.create_ledger_table_sql(node) | trim,
        })) %}
    {% endfor %}
    {% for name, definition in nightledger.definitions().items() %}
        {% do print(tojson({'name': name, 'kind': definition.kind, 'sql': definition.sql})) %}
    {% endfor %}
    {% for name, sql in nightledger.look_parts().items() %}
        {% do print(tojson({'name': name, 'kind': 'part', 'sql': sql})) %}
    {% endfor %}
{% endmacro %}


{# SELECTs the look is made of, by name: each has golden cases of its own. #}
{% macro look_parts() %}
    {% set parts = {'problem_episodes': nightledger.problem_episodes('events_since')} %}
    {% for family in nightledger.families().values() %}
        {% do parts.update(family.observations) %}
        {% do parts.update(family.promises) %}
    {% endfor %}
    {{ return(parts) }}
{% endmacro %}
