{# A partition as part of a subject, `[2026-01-01]`; empty where there is none. #}
{% macro in_partition(partition='partition_key', before='') -%}
    coalesce(concat('{{ before }}[', {{ partition }}, ']'), '')
{%- endmacro %}
