{#
    The views of the ledger: {name: SELECT}, each after those it reads.

    `setup` makes one view of each, with the descriptions of the contract node of that name.
#}
{% macro definitions() %}
    {{ return({}) }}
{% endmacro %}
