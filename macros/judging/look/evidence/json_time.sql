{# A moment as text in JSON, the same on every engine. #}
{% macro json_time(moment) -%}
    format_timestamp('%Y-%m-%dT%H:%M:%SZ', {{ moment }})
{%- endmacro %}
