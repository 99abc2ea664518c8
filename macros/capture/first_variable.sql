{# The value of the first environment variable that is set; none when none is. #}
{% macro first_variable(names) %}
    {% for name in names %}
        {% set value = env_var(name, '') %}
        {% if value %}{{ return(value) }}{% endif %}
    {% endfor %}
    {{ return(none) }}
{% endmacro %}
