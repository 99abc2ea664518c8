{#
    JSON text as a raw BigQuery literal.

    A raw literal has no escapes of its own, so the only character that could end it is the quote,
    and JSON has another spelling for that one. JSON never ends in a backslash.
    Half of a surrogate pair is legal in a Python string and in no JSON that BigQuery reads, so it
    becomes the replacement character. A backslash of the text itself is two in JSON and starts
    nothing; meanwhile it is a newline, of which JSON text has none.
#}
{% macro raw_json_literal(json) %}
    {% if '\\ud' in json %}
        {% set lone = '\\\\ud[89ab][0-9a-f]{2}(?!\\\\ud[c-f])|(?<!\\\\ud[89ab][0-9a-f]{2})\\\\ud[c-f][0-9a-f]{2}' %}
        {% set clean = modules.re.sub(lone, '\\\\ufffd', json | replace('\\\\', '\n')) %}
        {% set json = clean | replace('\n', '\\\\') %}
    {% endif %}
    {{ return("r'" ~ (json | replace("'", "\\u0027")) ~ "'") }}
{% endmacro %}
