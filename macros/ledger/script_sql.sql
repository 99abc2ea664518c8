{# The text of such a script. Its one row says how it went. #}
{% macro script_sql(statements, answer='cast(null as string)') -%}
begin
{% for statement in statements -%}
{{ statement }};
{% endfor -%}
select 'ok' as outcome, {{ answer }} as answer;
exception when error then
select 'failed' as outcome, @@error.message as answer;
end
{%- endmacro %}
