{#
    The settings of this project that decide what its rows say, as far as it sets any; none when it
    does not. What is ingested later is read with them: dbt's artifacts do not have them.
#}
{% macro recorded_settings() %}
    {% set own = var('nightledger', {}) %}
    {% set settings = {} %}
    {% for name in [
        'environment', 'text_limit', 'capture_compiled_sql', 'run_url_template', 'artifacts_url_template',
        'messages', 'pii_marks',
    ] %}
        {% if name in own %}{% do settings.update({name: own[name]}) %}{% endif %}
    {% endfor %}
    {{ return(nightledger.redact(settings) if settings else none) }}
{% endmacro %}
