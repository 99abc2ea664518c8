{#
    SQL of a test's offending rows: its stored failures, else the test's own query; none when unknown.
    dbt v2 gives the query with the result, and its first releases not at all.
#}
{% macro failing_rows_sql(result) %}
    {% set node = result.node %}
    {% if node.config.store_failures and node.relation_name %}
        {{ return('select * from ' ~ node.relation_name) }}
    {% endif %}
    {{ return(node.compiled_code or result.compiled_code or none) }}
{% endmacro %}
