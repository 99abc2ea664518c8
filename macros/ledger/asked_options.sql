{#
    Options the project asks for: the settings `labels` and `kms_key_name`, else what its
    dbt_project.yml says to all models, which the node has.

    key_option: the name of the key's option here; none: no key.
#}
{% macro asked_options(node, key_option=none) %}
    {% set config = node.config if node else {} %}
    {% set options = [] %}
    {% set key = nightledger.setting('kms_key_name') or config.kms_key_name %}
    {% if key_option and key %}
        {% do options.append(key_option ~ '=' ~ nightledger.string_literal(key)) %}
    {% endif %}
    {% set labels = [] %}
    {% for key, value in (nightledger.setting('labels') or config.labels or {}).items() %}
        {% do labels.append('(' ~ nightledger.string_literal(key) ~ ', ' ~ nightledger.string_literal(value ~ '') ~ ')') %}
    {% endfor %}
    {% if labels %}{% do options.append('labels=[' ~ labels | join(', ') ~ ']') %}{% endif %}
    {{ return(options) }}
{% endmacro %}
