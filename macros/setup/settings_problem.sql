{# Keys under `vars: nightledger:` that are no settings, in words; none when all are. #}
{% macro settings_problem() %}
    {% set known = nightledger.defaults() %}
    {% set unknown = var('nightledger', {}).keys() | reject('in', known) | sort %}
    {% if not unknown %}{{ return(none) }}{% endif %}
    {% set lines = [] %}
    {% for name in unknown %}
        {% if name.startswith('repeat_hours') %}
            {% do lines.append(name ~ ' (write repeat_interval in a route of alerts.yml)') %}
        {% else %}
            {% do lines.append(name) %}
        {% endif %}
    {% endfor %}
    {{ return(
        'vars: {nightledger: ...} of this project has what is no setting: ' ~ lines | join(', ')
        ~ '. Settings: ' ~ known | sort | join(', ')
    ) }}
{% endmacro %}
