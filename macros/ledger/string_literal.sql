{# Text as a BigQuery string literal on one line. #}
{% macro string_literal(text) %}
    {{ return("'" ~ (text | replace('\\', '\\\\') | replace("'", "\\'") | replace('\n', ' ') | trim) ~ "'") }}
{% endmacro %}
