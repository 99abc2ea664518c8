{# The arguments of a generic test without the model and the column it is attached to; none when there are no others. #}
{% macro test_kwargs(kwargs, limit) %}
    {% set others = {} %}
    {% for name, value in kwargs.items() if name not in ['model', 'column_name'] %}
        {% do others.update({name: value}) %}
    {% endfor %}
    {% if not others %}{{ return(none) }}{% endif %}
    {% set text = others | tojson %}
    {{ return(others if text | length <= limit else {'cut': text[:limit]}) }}
{% endmacro %}
