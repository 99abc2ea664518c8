{#
    One column of a ledger table as it stands in DDL. A column added later cannot be required, and
    BigQuery takes no default with it.
#}
{% macro column_definition(column, added=false) %}
    {%- set default = nightledger.column_defaults().get(column.name) -%}
    {%- set required = column.constraints | selectattr('type', 'equalto', 'not_null') | list -%}
    {{ column.name }} {{ column.data_type }}
    {%- if default and not added %} default {{ default }}{% endif %}
    {%- if required and not added %} not null{% endif %}
    {#- -#}
    {{ ' ' }}options(description={{ nightledger.string_literal(column.description) }})
{%- endmacro %}
