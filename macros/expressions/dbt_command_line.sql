{#
    A dbt command for people: the line somebody typed, or, where that is the line of a host such as
    Prefect, the command and its arguments.
#}
{% macro dbt_command_line() -%}
    if(
            strpos(concat(' ', coalesce(invocation_command, ''), ' '), concat(' ', command, ' ')) > 0,
            invocation_command,
            concat('dbt ', coalesce(regexp_extract(run_key, r'^[^/]*/[^/]*/(.*)$'), command))
        )
{%- endmacro %}
