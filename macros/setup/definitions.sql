{# The SQL of what `setup` makes beside the tables, by name: procedures, then views. #}
{% macro definitions() %}
    {{ return({
        'look_at': {'kind': 'procedure', 'sql': nightledger.look_at(), 'arguments': 'wanted string'},
        'vw_open_problems': {'kind': 'view', 'sql': nightledger.vw_open_problems()},
    }) }}
{% endmacro %}
