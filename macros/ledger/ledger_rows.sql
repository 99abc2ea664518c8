{# A ledger model's own SQL: its contract as typed columns, and no rows. #}
{% macro ledger_rows(model) %}
    {%- set columns = model.columns.values() | list -%}
    select
    {%- for column in columns %}
        cast(null as {{ column.data_type }}) as {{ column.name }},
    {%- endfor %}
    from unnest(array<int64>[]) as no_row
{%- endmacro %}
