{# Identity of a problem across runs: the same subject in the same environment. #}
{% macro fingerprint(environment, kind, subject_id) -%}
    to_hex(md5(concat({{ environment }}, '\n', {{ kind }}, '\n', {{ subject_id }})))
{%- endmacro %}
