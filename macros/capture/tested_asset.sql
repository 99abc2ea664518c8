{#
    The model, seed, snapshot or source a test is about: its attached node, what a unit test tests,
    else the first one it reads. A test that reads the ledger is not about the ledger.

    run_node: the node of the result. dbt v1 has the tested node in that of a unit test it ran, whose
    inputs are made up; in that of one it skipped it is the first of what the test depends on.
#}
{% macro tested_asset(node, run_node=none) %}
    {% set attached = nightledger.value_or_none(node.attached_node) or (
        nightledger.value_or_none(run_node.tested_node_unique_id) if run_node else none
    ) %}
    {% set candidates = [attached] if attached else node.depends_on.nodes %}
    {% for unique_id in candidates %}
        {% set asset = graph.nodes.get(unique_id) or graph.sources.get(unique_id) %}
        {% if asset and asset.package_name != 'nightledger' %}{{ return(asset) }}{% endif %}
    {% endfor %}
    {{ return(none) }}
{% endmacro %}
