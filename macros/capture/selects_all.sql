{# Whether `--select` takes everything, as `dagster-dbt` spells it. dbt v2 gives one text for the list. #}
{% macro selects_all(value) %}
    {% set words = [value] if value is string else value | list %}
    {{ return((words | reject('in', ['*', 'fqn:*']) | list) == []) }}
{% endmacro %}
