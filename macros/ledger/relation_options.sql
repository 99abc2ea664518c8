{# The options of a table or view: its description, and what the project asks for. #}
{% macro relation_options(node) %}
    {% set key_option = 'kms_key_name' if nightledger.contract_of(node).kind == 'table' else none %}
    {% set description = 'description=' ~ nightledger.string_literal(node.description) %}
    {{ return(([description] + nightledger.asked_options(node, key_option)) | join(', ')) }}
{% endmacro %}
