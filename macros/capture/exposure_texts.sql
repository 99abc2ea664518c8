{#
    Exposures as people know them, `label or name (owner)`: the first 50.

    known: texts by exposure, filled here: many nodes are read by the same exposures.
#}
{% macro exposure_texts(exposures, known) %}
    {% set texts = [] %}
    {% for exposure in exposures[:50] %}
        {% if exposure.unique_id not in known %}
            {% set owner = nightledger.owner_name(exposure.owner) if exposure.owner else none %}
            {% set text = (exposure.label or exposure.name) ~ (' (' ~ owner ~ ')' if owner else '') %}
            {% do known.update({exposure.unique_id: nightledger.plain_text(text, 200)}) %}
        {% endif %}
        {% do texts.append(known[exposure.unique_id]) %}
    {% endfor %}
    {{ return(texts) }}
{% endmacro %}
