{# A line in dbt's log. #}
{% macro say(text) %}
    {% do log('[nightledger] ' ~ text, info=true) %}
{% endmacro %}
