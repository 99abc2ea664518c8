{#
    What the text of arguments looks like, in Python's spelling or dbt v2's, when JSON can hold them
    as they are and nothing in them could be a secret: mappings and lists of text, numbers, true,
    false and null. Days, times, keys that are no text and numbers that are none do not match.
#}
{% macro harmless_arguments() %}
    {% set patterns = nightledger.redaction_patterns() %}
    {% set secret = ([patterns['keys']] + patterns['values']) | join('|') | replace('(?i)', '') %}
    {% set text = '(\'[^\'\\\\]*\'|"[^"\\\\]*")' %}
    {% set word = '-?\\d+(\\.\\d+)?\\b|true|false|none|null' %}
    {{ return('(?i)^(?![\\s\\S]*(' ~ secret ~ '))(' ~ text ~ '(: )?|' ~ word ~ '|[\\[\\]{}, ])*$') }}
{% endmacro %}
