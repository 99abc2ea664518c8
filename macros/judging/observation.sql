{#
    The select list of an observation: what a branch knows, by column; the rest is null, false or empty.

    values: SQL by column name. Unknown names stop the compilation.
#}
{% macro observation(values) -%}
    {%- set columns = nightledger.observation_columns() -%}
    {%- for name in values if name not in columns -%}
        {{ exceptions.raise_compiler_error("nightledger: an observation has no column '" ~ name ~ "'") }}
    {%- endfor -%}
    {%- for name, type in columns.items() %}
        {%- if name in values %}
        {{ values[name] }} as {{ name }},
        {%- elif type == 'array<string>' %}
        cast([] as array<string>) as {{ name }},
        {%- elif type == 'bool' %}
        false as {{ name }},
        {%- else %}
        cast(null as {{ type }}) as {{ name }},
        {%- endif %}
    {%- endfor %}
{%- endmacro %}
