{# Whether offending rows of a test may be stored: not when it, or an asset it reads, says `sample: false`. #}
{% macro may_sample(test, assets) %}
    {% for node in [test] + assets %}
        {% if (node.config.meta or {}).get('sample', true) is false %}{{ return(false) }}{% endif %}
    {% endfor %}
    {{ return(true) }}
{% endmacro %}
