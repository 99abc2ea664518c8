{# Whether `--select` takes everything, as `dagster-dbt` spells it. dbt v2 gives one text
   for the list, and for the sources of `dbt source freshness`. #}
{% macro selects_all(value) %}
    {% set words = [value] if value is string else value | list %}
    {% set all_sources = ['resource_type:source'] if flags.WHICH == 'freshness' else [] %}
    {{ return((words | reject('in', ['*', 'fqn:*'] + all_sources) | list) == []) }}
{% endmacro %}
