{# The columns of a relation in their order: of a table those every table has, then those of its yml. #}
{% macro contract_columns(node) %}
    {% set about = nightledger.contract_of(node) %}
    {% set columns = nightledger.common_columns() if about.kind == 'table' else {} %}
    {% do columns.update(node.columns) %}
    {% set lacks = about.without or [] %}
    {{ return(columns.items() | rejectattr('0', 'in', lacks) | map('last') | select | list) }}
{% endmacro %}
