{# The columns of a relation in their order: of a table those every table has, then those of its yml. #}
{% macro contract_columns(node) %}
    {% set columns = nightledger.common_columns() if nightledger.contract_of(node).kind == 'table' else {} %}
    {% do columns.update(node.columns) %}
    {{ return(columns.values() | select | list) }}
{% endmacro %}
