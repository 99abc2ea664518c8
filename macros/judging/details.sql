{#
    The details of an observation, as JSON: columns by their names.

    others: SQL by name, for what is no column.
#}
{% macro details(columns, others={}) -%}
    {%- set fields = [] -%}
    {%- for name in columns %}{% do fields.append(name ~ ' as ' ~ name) %}{% endfor -%}
    {%- for name, sql in others.items() %}{% do fields.append(sql ~ ' as ' ~ name) %}{% endfor -%}
    to_json(struct({{ fields | join(', ') }}))
{%- endmacro %}
