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


{# The days BigQuery keeps the rows of each table that has such an option, by table. #}
{% macro found_retention(existing) %}
    {% if not existing %}{{ return({}) }}{% endif %}
    {% set place = nightledger.ledger_place() %}
    {% set rows = run_query(
        'select table_name, cast(cast(option_value as float64) as int64) as days from `' ~ place.database ~ '`.`'
        ~ place.schema ~ "`.INFORMATION_SCHEMA.TABLE_OPTIONS where option_name = 'partition_expiration_days'"
    ).rows %}
    {% set found = {} %}
    {% for row in rows %}{% do found.update({row['table_name']: row['days'] | int}) %}{% endfor %}
    {{ return(found) }}
{% endmacro %}
