{# A warning a person cannot miss in dbt's log, and that never changes the exit code. #}
{% macro warn(text) %}
    {% do log('[nightledger] WARNING: ' ~ nightledger.redact_text(text), info=true) %}
{% endmacro %}
