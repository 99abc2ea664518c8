{# The value of one setting: the project's own under `vars: nightledger:`, else the default. #}
{% macro setting(name) %}
    {% set defaults = nightledger.defaults() %}
    {% if name not in defaults %}
        {{ exceptions.raise_compiler_error(
            "nightledger: there is no setting '" ~ name ~ "'. Settings: " ~ (defaults | sort | join(', '))
        ) }}
    {% endif %}
    {{ return(var('nightledger', {}).get(name, defaults[name])) }}
{% endmacro %}
