{# A statement whose failure stops nothing: what BigQuery says of it is added to the variable `refused`. #}
{% macro guarded_sql(name, statement) -%}
begin
{{ statement }};
exception when error then
set refused = array_concat(refused, [concat({{ nightledger.string_literal(name ~ ': ') }}, ' ', @@error.message)]);
end
{%- endmacro %}
