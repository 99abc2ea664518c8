{#
    What the project says about a node: the one place where dbt v1 and v2 agree on paths, columns
    and test arguments. Unit tests are not in every engine's graph; then the result's own node is it.
#}
{% macro graph_node(node) %}
    {{ return(graph.nodes.get(node.unique_id) or graph.sources.get(node.unique_id) or node) }}
{% endmacro %}
