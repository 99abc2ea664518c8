{#
    Print the SQL of everything that judges, one JSON object a line: `dbt run-operation nightledger.show_sql`.

    kind: procedure or view (what `setup` makes), observation or promise (a branch of the look).
#}
{% macro show_sql() %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% for name, definition in nightledger.definitions().items() %}
        {% do print(tojson({'name': name, 'kind': definition.kind, 'sql': definition.sql})) %}
    {% endfor %}
    {% for name, sql in nightledger.look_parts().items() %}
        {% do print(tojson({'name': name, 'kind': 'part', 'sql': sql})) %}
    {% endfor %}
{% endmacro %}


{# SELECTs the look and the router's state are made of, by name: each has golden cases of its own. #}
{% macro look_parts() %}
    {% set parts = {} %}
    {% for family in nightledger.families().values() %}
        {% do parts.update(family.observations) %}
        {% do parts.update(family.promises) %}
    {% endfor %}
    {% do parts.update({
        'told': nightledger.told('told_since'),
        'in_flight': nightledger.in_flight('told_since'),
        'health': nightledger.health('told_since'),
        'decided': nightledger.decided('told_since'),
    }) %}
    {{ return(parts) }}
{% endmacro %}
