{# The one guard: Nightledger writes BigQuery SQL, and on another warehouse it stays silent. #}
{% macro is_bigquery() %}
    {{ return(target.type == 'bigquery') }}
{% endmacro %}
