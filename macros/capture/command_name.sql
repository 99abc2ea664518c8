{#
    dbt's name of the command. `dbt retry` goes by the name of what it tries again: the line somebody
    typed tells, or that nothing was selected, which is so of no other command. In a host that ran
    another command before, such as Prefect, neither does.
#}
{% macro command_name() %}
    {% set line = (invocation_args_dict.get('invocation_command') or '') ~ '' %}
    {% set is_retry = modules.re.match('[^ ]*dbt(?: --?[^ ]+(?: [^- ][^ ]*)?)*? retry(?: |$)', line) %}
    {% set selects_nothing = dbt_version.startswith('1.') and execute
        and selected_resources is defined and not selected_resources %}
    {{ return('retry' if is_retry or selects_nothing else flags.WHICH) }}
{% endmacro %}
