{# Stop before anything is made in a dataset, or with settings, that were hardly meant. #}
{% macro refuse_mistakes(existing) %}
    {% for problem in [nightledger.settings_problem(), nightledger.place_problem(existing)] if problem %}
        {{ exceptions.raise_compiler_error('nightledger.setup: ' ~ problem) }}
    {% endfor %}
{% endmacro %}
