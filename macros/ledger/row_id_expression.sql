{# SQL of a fact's id: the hex MD5 of its natural key, one part a line. #}
{% macro row_id_expression(node) %}
    {{ return("to_hex(md5(concat(" ~ nightledger.contract_of(node).natural_key | join(", '\\n', ") ~ ")))") }}
{% endmacro %}
