{#
    The declared columns of assets by lower-case name: {'plain', 'marked', 'has_pii'}.

    A marked column inside another, such as `address.street`, marks the outer one too: a row has it whole.
#}
{% macro columns_by_privacy(assets) %}
    {% set names = {'plain': [], 'marked': []} %}
    {% set ns = namespace(has_pii=false) %}
    {% for asset in assets %}
        {% set whole = nightledger.is_pii(asset) %}
        {% if whole %}{% set ns.has_pii = true %}{% endif %}
        {% for column in asset.columns.values() %}
            {% if whole or nightledger.is_pii(column) %}
                {% set ns.has_pii = true %}
                {% set name = column.name | lower %}
                {% do names['marked'].extend([name, name.split('.')[0]]) %}
            {% else %}
                {% do names['plain'].append(column.name | lower) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
    {{ return({
        'plain': names['plain'] | reject('in', names['marked']) | list,
        'marked': names['marked'],
        'has_pii': ns.has_pii,
    }) }}
{% endmacro %}
