{# One query for the offending rows of all chosen tests; a failure is an answer, not an error. #}
{% macro sample_sql(chosen) -%}
{%- set sample_rows = nightledger.setting('sample_rows') -%}
begin
{% for test in chosen -%}
(select {{ loop.index0 }} as test_index, to_json_string(offending) as answer from (
{{ test.sql }}
) as offending limit {{ sample_rows }})
{{ 'union all' if not loop.last else ';' }}
{% endfor -%}
exception when error then
select -1 as test_index, @@error.message as answer;
end
{%- endmacro %}
