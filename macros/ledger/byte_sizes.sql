{#
    Bytes of each text, never too few. dbt v1 writes JSON in ASCII; dbt v2 does not, so there every
    character outside ASCII is counted as four.
#}
{% macro byte_sizes(texts) %}
    {% if dbt_version.startswith('1.') %}{{ return(texts | map('length') | list) }}{% endif %}
    {% set sizes = [] %}
    {% for text in texts %}
        {% do sizes.append(text | length + 3 * (modules.re.findall('[^ -~]', text) | length)) %}
    {% endfor %}
    {{ return(sizes) }}
{% endmacro %}
