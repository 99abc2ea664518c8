{#
    Identity of what dbt looked at: project, relation and dbt's id, so that a package which two
    projects share, and one project built for each country, are told apart.
#}
{% macro dbt_subject_id(relation) -%}
    concat(coalesce(project_name, ''), '/', coalesce({{ relation }}, ''), '/', unique_id)
{%- endmacro %}


{# A model for people: its name, with the version where it has one (`dim_customers.v2`). #}
{% macro dbt_asset_name(unique_id, name) -%}
    coalesce(regexp_extract({{ unique_id }}, r'^model\.[^.]+\.([^.]+\.v[^.]+)$'), {{ name }})
{%- endmacro %}


{# How bad a result of dbt is; null when it is good. What the project's alerts say comes first. #}
{% macro dbt_severity() -%}
    case
            when {{ nightledger.outcome('status') }} = 'good' then null
            when json_value(alerts.severity) in ('critical', 'error', 'warn')
                then json_value(alerts.severity)
            when status = 'warn' then 'warn'
            when is_critical then 'critical'
            else 'error'
        end
{%- endmacro %}


{#
    What a removal has to know of a result: its command (`run_key`), the commit, when it ran, dbt's id.

    values: further columns, of what the evidence wants.
#}
{% macro dbt_details(values=[]) -%}
    to_json(struct(
            unique_id as unique_id,
            run_key as run_key,
            git_sha as git_sha
            {%- for name in values %},
            {{ name }} as {{ name }}
            {%- endfor %}
        ))
{%- endmacro %}
