{#
    Offending rows with personal data masked.

    Without a mark on anything the test reads, rows stay as they are. With one, only the columns that
    are declared and not marked are shown: what a query computes may hold personal data under any name.
    dbt's own tests name the tested value `unique_field`, `value_field`, `from_field`; it is shown
    when neither the column under test nor the one it is part of is marked.
#}
{% macro mask_rows(test, assets, rows) %}
    {% set seen = nightledger.columns_by_privacy(assets) %}
    {% set shown = ['n_records'] + seen.plain %}
    {% set tested = (test.column_name or '') | lower %}
    {% if tested and tested not in seen.marked and tested.split('.')[0] not in seen.marked %}
        {% do shown.extend(['unique_field', 'value_field', 'from_field']) %}
    {% endif %}
    {% set limit = nightledger.setting('sample_bytes') %}
    {% set masked = [] %}
    {% set ns = namespace(size=0) %}
    {% for row in rows %}
        {% set values = fromjson(row) %}
        {% if seen.has_pii %}
            {% for name in values.keys() | list if (name | lower) not in shown and values[name] is not none %}
                {% do values.update({name: '***'}) %}
            {% endfor %}
        {% endif %}
        {% set ns.size = ns.size + (values | tojson | length) %}
        {% if ns.size <= limit %}{% do masked.append(values) %}{% endif %}
    {% endfor %}
    {{ return(masked) }}
{% endmacro %}
