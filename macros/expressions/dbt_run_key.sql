{#
    What makes a dbt command comparable with earlier ones; see the column `run_key` of
    `dbt_invocations`. Of a command recorded before there was one, what is known of it.
#}
{% macro dbt_run_key() -%}
    coalesce(
            run_key,
            concat(coalesce(project_name, ''), '/', coalesce(target_name, ''), '/', command)
        )
{%- endmacro %}
