{# Version of the package that is running. A test keeps it equal to dbt_project.yml. #}
{% macro package_version() %}
    {{ return('0.2.0') }}
{% endmacro %}
