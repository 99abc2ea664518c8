{# Stop before anything is made in a dataset, or with settings, that were hardly meant. #}
{% macro refuse_mistakes(existing) %}
    {% set problems = [nightledger.settings_problem(), nightledger.place_problem(existing)] %}
    {% for problem in problems + [nightledger.retention_mistakes() | join('\n  ')] if problem %}
        {{ exceptions.raise_compiler_error('nightledger.setup: ' ~ problem) }}
    {% endfor %}
{% endmacro %}
