{# The environment facts belong to: the setting, else the name of the dbt target. #}
{% macro environment_name() %}
    {{ return(nightledger.setting('environment') or target.name) }}
{% endmacro %}
