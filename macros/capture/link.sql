{# A link from a template such as `https://dagster/runs/{dagster_run_id}`; none without a template or an id it needs. #}
{% macro link(template, ids) %}
    {% if not template %}{{ return(none) }}{% endif %}
    {% set ns = namespace(url=template) %}
    {% for name, value in ids.items() %}
        {% if ('{' ~ name ~ '}') in ns.url %}
            {% if value is none %}{{ return(none) }}{% endif %}
            {% set ns.url = ns.url | replace('{' ~ name ~ '}', value) %}
        {% endif %}
    {% endfor %}
    {{ return(ns.url) }}
{% endmacro %}
