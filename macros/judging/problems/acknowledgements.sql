{# One row per problem that somebody ever took on: the newest acknowledgement. #}
{% macro acknowledgements() -%}
    select
        fingerprint,
        severity as taken_on_severity,
        created_by as taken_on_by,
        occurred_at as taken_on_at,
    from {{ nightledger.relation('alert_acknowledgements') }}
    qualify row_number() over (partition by fingerprint order by occurred_at desc, row_id) = 1
{%- endmacro %}
