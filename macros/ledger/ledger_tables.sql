{# The contracts of all ledger tables, by table name. #}
{% macro ledger_tables() %}
    {% set tables = {} %}
    {% for node in graph.nodes.values() %}
        {% if node.resource_type == 'model' and node.package_name == 'nightledger'
              and node.config.materialized == 'ledger' %}
            {% do tables.update({node.alias: node}) %}
        {% endif %}
    {% endfor %}
    {{ return(tables) }}
{% endmacro %}
