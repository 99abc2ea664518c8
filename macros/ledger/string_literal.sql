{# Text as a BigQuery string literal on one line. #}
{% macro string_literal(text) %}
    {{ return("'" ~ (nightledger.one_line(text) | replace('\\', '\\\\') | replace("'", "\\'")) ~ "'") }}
{% endmacro %}
