{#
    SQL of a test's offending rows: its stored failures, else the test's own query; none when unknown.
    dbt v2 gives the query with the result, and its first releases not at all.
#}
{% macro failing_rows_sql(result) %}
    {% set node = result.node %}
    {% set stored = nightledger.failures_relation(node, node.config) %}
    {% if stored %}{{ return('select * from ' ~ stored) }}{% endif %}
    {{ return(node.compiled_code or result.compiled_code or none) }}
{% endmacro %}
