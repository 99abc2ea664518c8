{#
    What of an engine's message may be a person's data, as regular expressions that mean the same in
    every engine. Python's half is made from them.

    literals: what an engine quotes. shapes: e-mail addresses, national numbers, and the value an
    engine names without quotes. accounts: what may be an IBAN; its check digits tell.
#}
{% macro personal_patterns() %}
    {% set before = [] %}
    {% for word in [
        'value', 'values', 'input', 'literal', 'read', 'string', 'date', 'datetime', 'timestamp', 'time', 'interval',
        'numeric', 'json', 'float', 'double', 'int64', 'integer', 'number', 'base 10', 'bytes',
    ] %}
        {% do before.append('(?<=' ~ word ~ ': )') %}
    {% endfor %}
    {{ return({
        'literals': [
            '(?<![A-Za-z0-9])\'(?:[^\']|\'(?=[A-Za-z0-9]))*\'?',
            '(?<![A-Za-z0-9])"(?:[^"]|"(?=[A-Za-z0-9]))*"?',
        ],
        'shapes': [
            '(?i:' ~ before | join('|') ~ ')[^\\n]+',
            '[\\w.%+-]{1,64}@[\\w.-]{1,250}',
            '(?<![\\d.:/_-])\\d{6,8}[-+ ]?\\d{4}(?![\\d.:/_-])',
            '(?<![\\d.:/_-])\\d{10,12}(?![\\d.:/_-])',
        ],
        'accounts': [
            '(?<![A-Za-z0-9])[A-Za-z]{2}\\d{2}[A-Za-z0-9]{11,30}(?![A-Za-z0-9])',
            '(?<![A-Za-z0-9])[A-Z]{2}\\d{2}[ -][A-Z0-9]{4}(?:[ -][A-Z0-9]{0,3}\\d[A-Z0-9]{0,3}){1,7}(?![A-Za-z0-9])',
        ],
    }) }}
{% endmacro %}
