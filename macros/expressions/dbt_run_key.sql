{#
    What makes a dbt command comparable with earlier ones: project, target and command line, without
    what differs each time (times and ids, a temporary folder). Other vars tell commands apart: one
    for each country are two. dbt writes the line down without the quotes of the shell.
#}
{% macro dbt_run_key(command_line) -%}
    concat(
            coalesce(project_name, ''), '/', coalesce(target_name, ''), '/',
            regexp_replace(
                {{ nightledger.without_times(command_line) }},
                r' --(project-dir|profiles-dir|target-path|log-path|state|defer-state)'
                || r'[ =]("[^"]*"|[^ ]+)',
                ''
            )
        )
{%- endmacro %}
