{# Size of a table's insert statement without its facts, and a little more for the script around it. #}
{% macro envelope_size(table, facts) %}
    {{ return((nightledger.facts_sql(table, facts, 0, 0) | length) + 1000) }}
{% endmacro %}
