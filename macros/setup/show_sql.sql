{#
    Print the SQL of everything `setup` makes and of what judges, one JSON object {name, kind, sql} a
    line: `dbt --quiet run-operation nightledger.show_sql`. Asks BigQuery nothing.

    kind: table and procedure (DDL), view (its query), creation (the DDL of a view), occasion (what is
    sent now and then), part (a SELECT of the look).
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
        {% do nightledger.print_sql('create ' ~ name, 'creation', nightledger.create_ledger_view_sql(name, sql)) %}
    {% endfor %}
    {% for name, sql in nightledger.occasions().items() %}
        {% do nightledger.print_sql(name, 'occasion', sql) %}
    {% endfor %}
    {% for name, sql in nightledger.look_parts().items() %}
        {% do nightledger.print_sql(name, 'part', sql) %}
    {% endfor %}
{% endmacro %}


{# What an upgrade, a retention and a write that fails send, each on one table, by name. #}
{% macro occasions() %}
    {% set node = nightledger.contract_nodes('table')['alert_notices'] %}
    {% set columns = nightledger.columns_by_name(node) %}
    {% set differences = {
        'missing': [columns.recorded_by, columns.runbook_url], 'reworded': [columns.title],
    } %}
    {% set insert = 'insert into ' ~ nightledger.relation('doctor_rows') ~ ' (number) values (1)' %}
    {{ return({
        'upgrade': nightledger.alter_ledger_table_sql(node, differences) | join(';\n'),
        'retention': nightledger.retention_sql({'table': 'looks', 'days': 400}),
        'failing script': nightledger.script_sql([insert, "select error('on purpose')", insert]),
    }) }}
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
    {% do parts.update({'observed_slos': nightledger.observed_slos()}) %}
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
