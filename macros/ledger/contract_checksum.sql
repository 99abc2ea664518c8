{# Checksum of a table's contract, to tell whether a table was last written by another one. #}
{% macro contract_checksum(node) %}
    {% set parts = [node.description] %}
    {% for column in nightledger.contract_columns(node) %}
        {% do parts.append(nightledger.column_definition(column)) %}
    {% endfor %}
    {{ return(local_md5(parts | join('\n'))) }}
{% endmacro %}
