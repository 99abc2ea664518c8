{#
    A command line up to `--vars`, whose value is recorded in `args`, where its structure tells what in
    it is secret; none when there is no line. What stood behind is in `args` too.
#}
{% macro command_without_variables(line) %}
    {% if not line %}{{ return(none) }}{% endif %}
    {{ return(modules.re.split('\\s--vars(?=[\\s=]|$)', line ~ '')[0]) }}
{% endmacro %}
