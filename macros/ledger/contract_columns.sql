{# The columns of a relation in their order: of a table those it shares with others, then those of its yml. #}
{% macro contract_columns(node) %}
    {% set about = nightledger.contract_of(node) %}
    {% set columns = nightledger.common_columns() if about.kind == 'table' else {} %}
    {% for group in about.columns_of or [] %}
        {% do columns.update(nightledger.column_groups()[group]) %}
    {% endfor %}
    {% do columns.update(node.columns) %}
    {% set lacks = about.without or [] %}
    {{ return(columns.items() | rejectattr('0', 'in', lacks) | map('last') | select | list) }}
{% endmacro %}


{# The same columns by name. #}
{% macro columns_by_name(node) %}
    {% set columns = {} %}
    {% for column in nightledger.contract_columns(node) %}{% do columns.update({column.name: column}) %}{% endfor %}
    {{ return(columns) }}
{% endmacro %}
