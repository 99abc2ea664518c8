{#
    Whether this command sees no rows (`--empty`) or only some (`--sample`). Its tests pass for want of
    rows and its counts are not those of the data: what it finds proves nothing about either.
#}
{% macro is_rehearsal() %}
    {{ return(
        (invocation_args_dict.get('empty') or invocation_args_dict.get('sample') or false) is not false
    ) }}
{% endmacro %}
