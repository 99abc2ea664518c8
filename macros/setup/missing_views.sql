{# Names of the package's views that are not there. #}
{% macro missing_views() %}
    {% set missing = [] %}
    {% for node in graph.nodes.values()
            if node.package_name == 'nightledger' and node.config.materialized == 'ledger_view' %}
        {% if adapter.get_relation(node.database, node.schema, node.alias) is none %}
            {% do missing.append(node.alias) %}
        {% endif %}
    {% endfor %}
    {{ return(missing) }}
{% endmacro %}
