{# dbt's name of the command. `dbt retry` goes by the name of what it tries again. #}
{% macro command_name() %}
    {% set line = (invocation_args_dict.get('invocation_command') or '') ~ '' %}
    {% set is_retry = modules.re.match('[^ ]*dbt(?: --?[^ ]+(?: [^- ][^ ]*)?)*? retry(?: |$)', line) %}
    {{ return('retry' if is_retry else flags.WHICH) }}
{% endmacro %}
