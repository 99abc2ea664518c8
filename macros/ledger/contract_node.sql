{#
    The node that describes a ledger table or view. None while dbt still parses, and when the project
    disabled it or put another `meta.nightledger` over its own.
#}
{% macro contract_node(name) %}
    {% set node = graph.nodes.get('model.nightledger.nightledger__' ~ name) if execute else none %}
    {{ return(node if node and nightledger.contract_of(node).relation else none) }}
{% endmacro %}
