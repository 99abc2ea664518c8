{# The node that describes a ledger table or view. None when the project disabled it, or dbt still parses. #}
{% macro contract_node(name) %}
    {{ return(graph.nodes.get('model.nightledger.nightledger__' ~ name) if execute else none) }}
{% endmacro %}
