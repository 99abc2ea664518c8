{#
    The SQL of a contract node: what its relation holds. Such a node is ephemeral: a `ref` of it reads
    the relation, and dbt builds nothing.

    Under any other materialization, which only the root project's configuration can choose, it is an
    empty copy of the node's columns: dbt then makes something useless beside the ledger, and never
    something in its place.
#}
{% macro public_relation(name) -%}
    {% if not execute or model.config.materialized == 'ephemeral' -%}
select * from {{ nightledger.relation(name) }}
    {%- else -%}
{{ nightledger.empty_rows(model) }}
    {%- endif %}
{%- endmacro %}
