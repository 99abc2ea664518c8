{#
    The nodes that describe relations of one kind (`table` or `view`), by the relation's name.

    Found by their meta: how a node is materialized is for the project to say.
#}
{% macro contract_nodes(kind) %}
    {% set found = {} %}
    {% for node in graph.nodes.values() if node.package_name == 'nightledger' and node.resource_type == 'model' %}
        {% set about = nightledger.contract_of(node) %}
        {% if about.kind == kind %}{% do found.update({about.relation: node}) %}{% endif %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
