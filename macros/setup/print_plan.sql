{# What setup did, one line a relation, and what to do next. names: the views and procedures it made. #}
{% macro print_plan(plan, names, existing) %}
    {% set words = {'create': 'created', 'change': 'changed', 'check': 'exists', 'none': 'exists'} %}
    {% set width = ((plan | map(attribute='table') | list + names) | map('length') | max) + 2 %}
    {% do nightledger.say('ledger ' ~ nightledger.ledger_name() ~ ', version ' ~ nightledger.package_version()) %}
    {% set problem = nightledger.node_problem() %}
    {% if problem %}{% do nightledger.warn(problem) %}{% endif %}
    {% for entry in plan %}
        {% set added = ['added ' ~ entry.added | join(', ')] if entry.added else [] %}
        {% set notes = (added + entry.notes) | join('; ') %}
        {% do nightledger.say(
            '  ' ~ (entry.table ~ ' ' * width)[:width] ~ words[entry.action] ~ ('  ' ~ notes if notes else '')
        ) %}
    {% endfor %}
    {% for name in names %}
        {% do nightledger.say('  ' ~ (name ~ ' ' * width)[:width] ~ 'made') %}
    {% endfor %}
    {% do nightledger.say('Next: dbt build') %}
{% endmacro %}
