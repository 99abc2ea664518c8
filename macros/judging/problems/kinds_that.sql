{# The kinds of subjects for which something holds, as SQL literals. #}
{% macro kinds_that(what) -%}
    {%- set kinds = {
        'has_strip': ['test', 'node', 'freshness', 'check', 'asset freshness'],
        'may_be_transient': ['node', 'test', 'freshness', 'step', 'dagster run', 'tick', 'load'],
    } -%}
    '{{ kinds[what] | join("', '") }}'
{%- endmacro %}
