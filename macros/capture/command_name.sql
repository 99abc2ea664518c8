{# dbt's name of the command. `dbt retry` goes by the name of what it tries again. #}
{% macro command_name() %}
    {% set words = ((invocation_args_dict.get('invocation_command') or '') ~ '').split() %}
    {{ return('retry' if 'retry' in words and flags.WHICH not in words else flags.WHICH) }}
{% endmacro %}
