{#
    What makes a command comparable with earlier ones: project, target, command, and the arguments
    without what differs each time (times, ids, folders). Other vars are another command: one for each
    country are two. The line somebody typed is no key: in a host such as Prefect it is the host's.
#}
{% macro run_key() %}
    {% set args = {} %}
    {% for name, value in nightledger.selected_args().items()
            if name not in ['state', 'defer', 'favor_state'] and not (name == 'select' and nightledger.selects_all(value)) %}
        {% do args.update({name: value}) %}
    {% endfor %}
    {% set times = [
        '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}',
        '[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9:.]*(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?', '[0-9]{8,}',
    ] | join('|') %}
    {% set text = modules.re.sub(times, '*', args | tojson ~ '') if args else '' %}
    {% set text = local_md5(text) if text | length > 200 else text %}
    {{ return((project_name ~ '/' ~ target.name ~ '/' ~ nightledger.command_name() ~ ' ' ~ text) | trim) }}
{% endmacro %}
