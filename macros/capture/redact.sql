{# A value for a JSON column: secrets redacted, whatever JSON cannot hold turned into text. #}
{% macro redact(value) %}
    {% if value is none or value is boolean %}
        {{ return(value) }}
    {% elif value is number %}
        {{ return(value if value - value == 0 else value ~ '') }}
    {% elif value is string %}
        {{ return(nightledger.redact_text(value)) }}
    {% elif value is mapping %}
        {% set keys = nightledger.redaction_patterns()['keys'] %}
        {% set clean = {} %}
        {% for key in value.keys() | list %}
            {% if modules.re.search(keys, key ~ '') and value[key] is not none and value[key] != '' %}
                {% do clean.update({key ~ '': '[redacted]'}) %}
            {% else %}
                {% do clean.update({key ~ '': nightledger.redact(value[key])}) %}
            {% endif %}
        {% endfor %}
        {{ return(clean) }}
    {% elif value is iterable %}
        {% set clean = [] %}
        {% for item in value %}
            {% do clean.append(nightledger.redact(item)) %}
        {% endfor %}
        {{ return(clean) }}
    {% else %}
        {{ return(nightledger.redact_text(value.isoformat() if value.isoformat is defined else value ~ '')) }}
    {% endif %}
{% endmacro %}
