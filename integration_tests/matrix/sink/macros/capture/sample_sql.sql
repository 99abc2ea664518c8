{# The sample query without BigQuery's script around it. #}
{% macro sample_sql(chosen) -%}
{% for test in chosen -%}
select {{ loop.index0 }} as test_index, to_json(offending) as answer
from (
select * from (
{{ test.sql }}
)
limit {{ nightledger.setting('sample_rows') }}
) as offending
{{ 'union all' if not loop.last }}
{% endfor -%}
{%- endmacro %}
