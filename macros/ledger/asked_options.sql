{# Options the project asks for: the settings `labels` and `kms_key_name`, the key under the name given (none: no key). #}
{% macro asked_options(key_option=none) %}
    {% set options = [] %}
    {% if key_option and nightledger.setting('kms_key_name') %}
        {% do options.append(key_option ~ '=' ~ nightledger.string_literal(nightledger.setting('kms_key_name'))) %}
    {% endif %}
    {% set labels = [] %}
    {% for key, value in (nightledger.setting('labels') or {}).items() %}
        {% do labels.append('(' ~ nightledger.string_literal(key) ~ ', ' ~ nightledger.string_literal(value ~ '') ~ ')') %}
    {% endfor %}
    {% if labels %}{% do options.append('labels=[' ~ labels | join(', ') ~ ']') %}{% endif %}
    {{ return(options) }}
{% endmacro %}
