{# Exposures as people know them, `label or name (owner)`: the first 50, without secrets. #}
{% macro exposure_texts(exposures) %}
    {% set texts = [] %}
    {% for exposure in exposures[:50] %}
        {% set owner = nightledger.owner_name(exposure.owner) if exposure.owner else none %}
        {% set text = (exposure.label or exposure.name) ~ (' (' ~ owner ~ ')' if owner else '') %}
        {% do texts.append(nightledger.plain_text(nightledger.redact_text(text), 200)) %}
    {% endfor %}
    {{ return(texts) }}
{% endmacro %}
