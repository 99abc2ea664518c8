{# Check that no alert was lost: `dbt run-operation nightledger.check_alerts`. #}
{% macro check_alerts() %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% do nightledger.require_bigquery() %}
    {% set view = nightledger.relation('vw_alert_ledger') %}
    {% if adapter.get_relation(view.database, view.schema, view.identifier) is none %}
        {{ exceptions.raise_compiler_error(
            'nightledger.check_alerts: there is no view ' ~ view
            ~ '. Make it: dbt run-operation nightledger.setup'
        ) }}
    {% endif %}
    {% set found = run_query(
        'select cast(day as string) as day, environment, in_count, accepted_count, suppressed_count,'
        ~ ' quarantined_count, pending_count, is_balanced,'
        ~ ' cast(oldest_pending_at as string) as oldest_pending_at'
        ~ ' from ' ~ view ~ ' order by day desc, environment'
    ) %}
    {% set wrong = [] %}
    {% for row in found.rows %}
        {% set line = row.day ~ ' ' ~ row.environment ~ ': ' ~ row.in_count | int ~ ' in = '
            ~ row.accepted_count | int ~ ' accepted + ' ~ row.suppressed_count | int ~ ' suppressed + '
            ~ row.quarantined_count | int ~ ' quarantined + ' ~ row.pending_count | int ~ ' pending' %}
        {% set since = ', the oldest since ' ~ row.oldest_pending_at if row.oldest_pending_at else '' %}
        {% do nightledger.say(line ~ since) %}
        {% if not row.is_balanced %}{% do wrong.append(line) %}{% endif %}
    {% endfor %}
    {% if wrong %}
        {{ exceptions.raise_compiler_error(
            'nightledger.check_alerts: ' ~ wrong | length ~ ' of ' ~ found.rows | length
            ~ ' days do not add up:\n' ~ wrong | join('\n')
        ) }}
    {% endif %}
    {% do nightledger.say('every alert is accounted for, ' ~ found.rows | length ~ ' days looked at') %}
{% endmacro %}
