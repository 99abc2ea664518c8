{# On DuckDB too, because here every statement ends in a file. #}
{% macro is_bigquery() %}{{ return(true) }}{% endmacro %}
