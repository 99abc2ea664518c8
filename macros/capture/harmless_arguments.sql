{#
    What the text of arguments looks like, in Python's spelling or dbt v2's, when JSON can hold them
    as they are: mappings and lists of text, numbers, true, false and null. Days, times, keys that
    are no text and numbers that are none do not match.
#}
{% macro harmless_arguments() %}
    {% set text = '(\'[^\'\\\\]*\'|"[^"\\\\]*")' %}
    {% set word = '-?\\d+(\\.\\d+)?\\b|true|false|none|null' %}
    {{ return('(?i)^(' ~ text ~ '(: )?|' ~ word ~ '|[\\[\\]{}, ])*$') }}
{% endmacro %}
