{#
    The select list of a promise: what a branch knows, by column; the rest is null, false or empty.

    values: SQL by name of columns of a promise; `base_id` and `base_at` are those of the fact read.
    said: SQL by name of columns of an observation, and `retired_message`; alerts, tags and
    depends_on keep their types, details are a struct.
#}
{% macro promise(values, said) -%}
    {%- set columns = nightledger.promise_columns() -%}
    {%- for name in values if name not in columns -%}
        {{ exceptions.raise_compiler_error("nightledger: a promise has no column '" ~ name ~ "'") }}
    {%- endfor -%}
    {%- for name in said if name not in nightledger.observation_columns() and name != 'retired_message' -%}
        {{ exceptions.raise_compiler_error("nightledger: an observation has no column '" ~ name ~ "'") }}
    {%- endfor -%}
    {%- set known = {
        'promise_key': "''", 'base_id': 'row_id', 'base_at': 'recorded_at', 'is_initial': 'false',
    } -%}
    {%- do known.update(values) -%}
    {%- for name, type in columns.items() if name != 'observation' %}
        {{ known[name] if name in known else 'cast(null as ' ~ type ~ ')' }} as {{ name }},
    {%- endfor %}
        to_json(struct(
            {%- for name, sql in said.items() %}
            {{ sql }} as {{ name }}{{ ',' if not loop.last }}
            {%- endfor %}
        )) as observation,
{%- endmacro %}
