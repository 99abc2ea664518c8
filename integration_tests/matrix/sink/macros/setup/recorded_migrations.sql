{# Nobody has recorded a setup: there are files only. #}
{% macro recorded_migrations(existing) %}{{ return({}) }}{% endmacro %}
