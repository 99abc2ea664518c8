{#
    The columns a model's own yml declares, in its order. A staging view names its columns, because
    a view over `select *` breaks when its table gains one.
#}
{% macro columns_in_order(model) -%}
    {% for column in model.columns.values() %}
        {{ column.name }},
    {%- endfor %}
{%- endmacro %}
