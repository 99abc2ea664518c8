{# Sort fetched rows by test, mask them, and note them in `samples`. #}
{% macro read_samples(chosen, found, samples) %}
    {% set rows = {} %}
    {% set ns = namespace(error=none) %}
    {% for row in found.rows %}
        {% if row[0] | int < 0 %}
            {% set ns.error = nightledger.plain_text(row[1], hides_secrets=true) %}
        {% else %}
            {% do rows.setdefault(row[0] | int, []).append(row[1]) %}
        {% endif %}
    {% endfor %}
    {% for one in chosen %}
        {% if ns.error %}
            {% set sample = {'rows': none, 'status': 'failed: ' ~ ns.error} %}
        {% else %}
            {% set sample = {
                'rows': nightledger.mask_rows(one.test, one.assets, rows.get(loop.index0, [])), 'status': 'taken',
            } %}
        {% endif %}
        {% do samples.update({one.test.unique_id: sample}) %}
    {% endfor %}
{% endmacro %}
