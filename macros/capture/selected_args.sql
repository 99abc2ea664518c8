{# The arguments that decide what a command did; paths, logging and printing options are left out,
   and so is whatever was not given. #}
{% macro selected_args() %}
    {% set names = [
        'select', 'exclude', 'selector', 'resource_types', 'exclude_resource_types', 'vars',
        'full_refresh', 'fail_fast', 'defer', 'favor_state', 'state', 'empty', 'sample',
        'event_time_start', 'event_time_end', 'store_failures',
    ] %}
    {% set args = {} %}
    {% for name in names %}
        {% set value = invocation_args_dict.get(name) %}
        {% if value %}
            {% set has_ends = name == 'sample' and value.start is defined %}
            {% do args.update({name: {'start': value.start, 'end': value.end} if has_ends else value}) %}
        {% endif %}
    {% endfor %}
    {{ return(nightledger.redact(args)) }}
{% endmacro %}
