{# The SQL of what `setup` makes beside the tables, by name: procedures, then views. #}
{% macro definitions() %}
    {{ return({
        'look_at': {'kind': 'procedure', 'sql': nightledger.look_at(), 'arguments': 'wanted string'},
        'router_state': {'kind': 'procedure', 'sql': nightledger.router_state(), 'arguments': ''},
    }) }}
{% endmacro %}
