{# A description as it stands in BigQuery: on one line. #}
{% macro one_line(text) %}
    {{ return(((text or '') | replace('\n', ' ') | trim)) }}
{% endmacro %}
