{# What time it is by BigQuery's clock, UTC, as text: that of this host may be wrong. #}
{% macro bigquery_clock() %}
    {{ return(run_query("select format_timestamp('%F %H:%M:%E6S', current_timestamp(), 'UTC')").rows[0][0]) }}
{% endmacro %}
