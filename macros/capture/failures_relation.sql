{# The table where dbt stored the offending rows of a test; its configuration comes before the command's flag. #}
{% macro failures_relation(node, config) %}
    {% set is_stored = flags.STORE_FAILURES if config.store_failures is none else config.store_failures %}
    {{ return((node.relation_name or none) if is_stored else none) }}
{% endmacro %}
