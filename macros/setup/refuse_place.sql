{# Stop before anything is made in a dataset that was hardly meant. #}
{% macro refuse_place(existing) %}
    {% set problem = nightledger.place_problem(existing) %}
    {% if problem %}{{ exceptions.raise_compiler_error('nightledger.setup: ' ~ problem) }}{% endif %}
{% endmacro %}
