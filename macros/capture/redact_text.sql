{# Text with every secret in it replaced by `[redacted]`. #}
{% macro redact_text(text) %}
    {% if text is none %}{{ return(none) }}{% endif %}
    {% set patterns = nightledger.redaction_patterns() %}
    {% set ns = namespace(text=text ~ '') %}
    {% for pattern in patterns['values'] + [patterns['assignments']] %}
        {% set ns.text = modules.re.sub(pattern, '[redacted]', ns.text) %}
    {% endfor %}
    {{ return(ns.text) }}
{% endmacro %}
