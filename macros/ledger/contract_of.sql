{# What the meta of a node says about its relation: `relation`, `kind`, `natural_key` and so on. Empty: nothing. #}
{% macro contract_of(node) %}
    {{ return((node.config.meta or {}).get('nightledger') or {}) }}
{% endmacro %}
