{#
    Print the SQL of everything `setup` makes and of what judges, one JSON object {name, kind, sql} a
    line: `dbt --quiet run-operation nightledger.show_sql`. Asks BigQuery nothing.

    kind: table and procedure (DDL), view (its query), part (a SELECT of the look).
#}
{% macro show_sql() %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% for name, node in nightledger.contract_nodes('table').items() %}
        {% do nightledger.print_sql(name, 'table', nightledger.create_ledger_table_sql(node) | trim) %}
    {% endfor %}
    {% for name, sql in nightledger.procedures().items() %}
        {% do nightledger.print_sql(name, 'procedure', sql) %}
    {% endfor %}
    {% for name, sql in nightledger.definitions().items() %}
        {% do nightledger.print_sql(name, 'view', sql) %}
    {% endfor %}
    {% for name, sql in nightledger.look_parts().items() %}
        {% do nightledger.print_sql(name, 'part', sql) %}
    {% endfor %}
{% endmacro %}


{# One of these lines. #}
{% macro print_sql(name, kind, sql) %}
    {% do print(tojson({'name': name, 'kind': kind, 'sql': sql})) %}
{% endmacro %}


{# SELECTs the look and the router's state are made of, by name: each has golden cases of its own. #}
{% macro look_parts() %}
    {% set parts = {'problem_episodes': nightledger.problem_episodes('events_since')} %}
    {% for family in nightledger.families().values() %}
        {% do parts.update(family.observations) %}
        {% do parts.update(family.promises) %}
        {% do parts.update(family.get('standing_promises', {})) %}
    {% endfor %}
    {% do parts.update(nightledger.learned_usuals()) %}
    {% do parts.update({
        'absences': nightledger.all_absences(),
        'problems': nightledger.problems('events_since'),
        'told': nightledger.told('told_since'),
        'in_flight': nightledger.in_flight('told_since'),
        'health': nightledger.health('told_since'),
        'decided': nightledger.decided('told_since'),
    }) %}
    {{ return(parts) }}
{% endmacro %}
