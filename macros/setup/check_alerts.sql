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
    {% set wanted = ['undecided', 'unfounded', 'unanswered', 'unclaimed', 'miscounted', 'missing_fact'] %}
    {% set found = run_query(
        'select cast(day as string) as day, environment, turn_count, told_count, suppressed_count,'
        ~ ' superseded_count, pending_count, ' ~ wanted | join('_count, ') ~ '_count, is_balanced'
        ~ ' from ' ~ view ~ ' order by day desc, environment'
    ) %}
    {% set wrong = [] %}
    {% for row in found.rows %}
        {% set line = row.day ~ ' ' ~ row.environment ~ ': ' ~ row.turn_count | int ~ ' turns, '
            ~ row.told_count | int ~ ' told, ' ~ row.suppressed_count | int ~ ' suppressed, '
            ~ row.superseded_count | int ~ ' superseded, ' ~ row.pending_count | int ~ ' pending' %}
        {% do nightledger.say(line) %}
        {% set faults = [] %}
        {% for name in wanted if row[name ~ '_count'] | int != 0 %}
            {% do faults.append(row[name ~ '_count'] | int ~ ' ' ~ name | replace('_', ' ')) %}
        {% endfor %}
        {% if not row.is_balanced %}{% do wrong.append(line ~ ', ' ~ faults | join(', ')) %}{% endif %}
    {% endfor %}
    {% if wrong %}
        {{ exceptions.raise_compiler_error(
            'nightledger.check_alerts: ' ~ wrong | length ~ ' of ' ~ found.rows | length
            ~ ' days do not add up:\n' ~ wrong | join('\n')
            ~ '\nWhat each word means: docs/runbook.md, "Did every alert arrive?"'
        ) }}
    {% endif %}
    {% do nightledger.say('every turn is accounted for, ' ~ found.rows | length ~ ' days looked at') %}
{% endmacro %}
