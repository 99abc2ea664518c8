{# Stop with a clear message where the package cannot work. #}
{% macro require_bigquery() %}
    {% if not nightledger.is_bigquery() %}
        {{ exceptions.raise_compiler_error(
            'nightledger works on BigQuery, and the target ' ~ target.name ~ ' is ' ~ target.type
            ~ '. Nothing was changed.'
        ) }}
    {% endif %}
    {% if nightledger.contract_node('dbt_invocations') is none %}
        {{ exceptions.raise_compiler_error('nightledger: ' ~ nightledger.node_problem()) }}
    {% endif %}
{% endmacro %}
