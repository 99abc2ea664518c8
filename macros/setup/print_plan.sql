{# What setup did, one line a table, and what to do next. #}
{% macro print_plan(plan) %}
    {% set words = {'create': 'created', 'change': 'changed', 'none': 'exists'} %}
    {% set width = (plan | map(attribute='table') | map('length') | max) + 2 %}
    {% do nightledger.say('ledger ' ~ nightledger.ledger_schema() ~ ', version ' ~ nightledger.package_version()) %}
    {% for entry in plan %}
        {% set note = '  added ' ~ entry.added | join(', ') if entry.added else '' %}
        {% do nightledger.say('  ' ~ (entry.table ~ ' ' * width)[:width] ~ words[entry.action] ~ note) %}
    {% endfor %}
    {% do nightledger.say(
        'Next: dbt run -s package:nightledger --full-refresh   (creates or replaces the views)'
    ) %}
{% endmacro %}
