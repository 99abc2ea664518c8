{# Add one row to the facts of a table. #}
{% macro add_fact(facts, table, row) %}
    {% do nightledger.add_facts(facts, table, [row]) %}
{% endmacro %}
