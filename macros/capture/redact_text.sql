{#
    Text with every secret in it replaced by `[redacted]`.

    patterns: of `redaction_patterns`; who has many texts asks for them once.
#}
{% macro redact_text(text, patterns=none) %}
    {% if text is none %}{{ return(none) }}{% endif %}
    {% set patterns = patterns or nightledger.redaction_patterns() %}
    {% if not nightledger.may_hold_secrets(text ~ '', patterns) %}{{ return(text ~ '') }}{% endif %}
    {% set ns = namespace(text=text ~ '') %}
    {% for pattern in patterns['values'] + patterns['assignments'] %}
        {% set ns.text = modules.re.sub(pattern, '[redacted]', ns.text) %}
    {% endfor %}
    {{ return(ns.text) }}
{% endmacro %}


{# Whether a text has anything that could be a secret: quick, and wrong in one direction only. #}
{% macro may_hold_secrets(text, patterns) %}
    {% set lower = text | lower %}
    {% for word in patterns['words'] %}
        {% if word in lower %}{{ return(true) }}{% endif %}
    {% endfor %}
    {% for mark in patterns['marks'] %}
        {% if modules.re.search(mark, lower) %}{{ return(true) }}{% endif %}
    {% endfor %}
    {{ return(modules.re.search(patterns['values'][1], text) is not none) }}
{% endmacro %}
