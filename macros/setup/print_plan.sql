{# What setup did, one line a relation, and what to do next. #}
{% macro print_plan(plan, views, existing) %}
    {% set words = {'create': 'created', 'change': 'changed', 'check': 'exists', 'none': 'exists'} %}
    {% set width = ((plan | map(attribute='table') | list + views) | map('length') | max) + 2 %}
    {% do nightledger.say('ledger ' ~ nightledger.ledger_name() ~ ', version ' ~ nightledger.package_version()) %}
    {% if nightledger.node_problem() %}{% do nightledger.warn(nightledger.node_problem()) %}{% endif %}
    {% for entry in plan %}
        {% set added = ['added ' ~ entry.added | join(', ')] if entry.added else [] %}
        {% set notes = (added + entry.notes) | join('; ') %}
        {% do nightledger.say(
            '  ' ~ (entry.table ~ ' ' * width)[:width] ~ words[entry.action] ~ ('  ' ~ notes if notes else '')
        ) %}
    {% endfor %}
    {% for name in views %}
        {% do nightledger.say('  ' ~ (name ~ ' ' * width)[:width] ~ ('replaced' if name in existing else 'created')) %}
    {% endfor %}
    {% do nightledger.say('Next: dbt build') %}
{% endmacro %}
