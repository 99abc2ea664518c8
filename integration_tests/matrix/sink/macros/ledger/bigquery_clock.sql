{# The clock of this host, where there is no BigQuery. #}
{% macro bigquery_clock() %}
    {{ return(nightledger.utc_text(run_started_at)) }}
{% endmacro %}
