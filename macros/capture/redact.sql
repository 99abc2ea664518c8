{#
    A value for a JSON column: secrets redacted, whatever JSON cannot hold turned into text.

    patterns: as for `redact_text`.
#}
{% macro redact(value, patterns=none) %}
    {% if value is none or value is boolean %}
        {{ return(value) }}
    {% elif value is number %}
        {{ return(value if value - value == 0 else value ~ '') }}
    {% endif %}
    {% set patterns = patterns or nightledger.redaction_patterns() %}
    {% if value is string %}
        {{ return(nightledger.redact_text(value, patterns)) }}
    {% elif value is mapping %}
        {% set clean = {} %}
        {% for key in value.keys() | list %}
            {% if modules.re.search(patterns['keys'], key ~ '') and value[key] is not none and value[key] != '' %}
                {% do clean.update({key ~ '': '[redacted]'}) %}
            {% else %}
                {% do clean.update({nightledger.redact_text(key, patterns): nightledger.redact(value[key], patterns)}) %}
            {% endif %}
        {% endfor %}
        {{ return(clean) }}
    {% elif value is iterable %}
        {% set clean = [] %}
        {% for item in value %}
            {% do clean.append(nightledger.redact(item, patterns)) %}
        {% endfor %}
        {{ return(clean) }}
    {% else %}
        {{ return(nightledger.redact_text(value.isoformat() if value.isoformat is defined else value ~ '', patterns)) }}
    {% endif %}
{% endmacro %}
