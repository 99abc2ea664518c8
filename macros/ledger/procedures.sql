{#
    The procedures of the ledger: {name: `create or replace procedure ...`}, whole statements without
    a semicolon at their end, as a script takes them.
#}
{% macro procedures() %}
    {{ return({}) }}
{% endmacro %}
