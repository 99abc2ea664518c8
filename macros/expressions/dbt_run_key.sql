{#
    What makes a dbt command comparable with earlier ones: project, target and command line, without
    the options that differ each time (a date in vars, a temporary folder). dbt writes the line down
    without quotes, so vars may be several words; they end where the next option begins.
#}
{% macro dbt_run_key(command_line) -%}
    concat(
            coalesce(project_name, ''), '/', coalesce(target_name, ''), '/',
            regexp_replace(
                regexp_replace(
                    {{ command_line }},
                    r' --vars[ =](\{[^{}]*(\{[^{}]*\}[^{}]*)*\}|"[^"]*"|[^- ][^ ]*( [^- ][^ ]*)*)',
                    ''
                ),
                r' --(project-dir|profiles-dir|target-path|log-path|state|defer-state|'
                || r'invocation-id|event-time-start|event-time-end)[ =]("[^"]*"|[^ ]+)',
                ''
            )
        )
{%- endmacro %}
