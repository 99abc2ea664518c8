{#
    The tables whose retention is not what the project asks for: {'table', 'days', 'found', 'reason'}.

    days: whole days a row is kept, none for ever; found: what BigQuery keeps now; reason: of a hold,
    which beats any number of days. existing: what there was before this setup.
#}
{% macro retention_plan(existing) %}
    {% set asked = nightledger.setting('retention_days') or {} %}
    {% set holds = nightledger.setting('retention_holds') or {} %}
    {% set found = nightledger.found_retention(existing) %}
    {% set plan = [] %}
    {% for name, node in nightledger.contract_nodes('table').items() | sort if nightledger.contract_of(node).partition_by %}
        {% set reason = holds.get(name, holds.get('all')) %}
        {% set days = none if reason else asked.get(name, asked.get('all')) %}
        {% if days != found.get(name) %}
            {% do plan.append({'table': name, 'days': days, 'found': found.get(name), 'reason': reason}) %}
        {% endif %}
    {% endfor %}
    {{ return(plan) }}
{% endmacro %}
