{# The folder of this command's artifacts, as far as the engine tells. #}
{% macro target_path() %}
    {{ return(nightledger.value_or_none(flags.TARGET_PATH) or 'target/') }}
{% endmacro %}
