{#
    The first line of a message that says something: dbt's heading ("Database Error in model x") is
    left out, the rest is cut at 300 characters. Null: there is no message.
#}
{% macro first_line(message) -%}
    substr(
        regexp_extract(
            regexp_replace(
                {{ message }}, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    )
{%- endmacro %}
