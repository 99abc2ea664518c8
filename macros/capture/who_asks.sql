{# Who runs this command: the name that was given, else what the environment tells; none when nothing does. #}
{% macro who_asks(by) %}
    {% set given = (by ~ '') | trim if by is not none else '' %}
    {{ return(
        given
        or nightledger.first_variable(nightledger.known_variables().invoked_by + ['USER', 'USERNAME'])
    ) }}
{% endmacro %}
