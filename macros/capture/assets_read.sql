{# The models, seeds, snapshots and sources a test reads. #}
{% macro assets_read(node) %}
    {% set assets = [] %}
    {% for unique_id in node.depends_on.nodes %}
        {% set asset = graph.nodes.get(unique_id) or graph.sources.get(unique_id) %}
        {% if asset %}{% do assets.append(asset) %}{% endif %}
    {% endfor %}
    {{ return(assets) }}
{% endmacro %}
