{#
    The model, seed, snapshot or source a test is about: its attached node, else the last one it
    reads. A test that reads the ledger is not about the ledger.
#}
{% macro tested_asset(node) %}
    {% set attached = nightledger.value_or_none(node.attached_node) %}
    {% set candidates = [attached] if attached else (node.depends_on.nodes | reverse | list) %}
    {% for unique_id in candidates %}
        {% set asset = graph.nodes.get(unique_id) or graph.sources.get(unique_id) %}
        {% if asset and asset.package_name != 'nightledger' %}{{ return(asset) }}{% endif %}
    {% endfor %}
    {{ return(none) }}
{% endmacro %}
