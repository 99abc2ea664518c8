{# Stop with a clear message where the package cannot work. #}
{% macro require_bigquery() %}
    {% if not nightledger.is_bigquery() %}
        {{ exceptions.raise_compiler_error(
            'nightledger works on BigQuery, and the target ' ~ target.name ~ ' is ' ~ target.type
            ~ '. Nothing was changed.'
        ) }}
    {% endif %}
    {% if nightledger.ledger_table('dbt_invocations') is none %}
        {{ exceptions.raise_compiler_error(
            'nightledger: its models are disabled in this project (models: nightledger: +enabled: false),'
            ~ ' so there is no ledger to set up. Remove that line, or the package.'
        ) }}
    {% endif %}
{% endmacro %}
