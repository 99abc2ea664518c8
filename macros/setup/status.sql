{# Say whether capture is on, where to, when the last row was written and what is missing: `dbt run-operation nightledger.status`. #}
{% macro status() %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% do nightledger.require_bigquery() %}
    {% set targets = nightledger.setting('capture_targets') %}
    {% set missing = nightledger.missing_tables() %}
    {% set on = nightledger.setting('capture') and (not targets or target.name in targets) %}
    {% do nightledger.say('ledger      ' ~ nightledger.ledger_schema() ~ ', version ' ~ nightledger.package_version()) %}
    {% do nightledger.say('capture     ' ~ ('on' if on else 'off') ~ ' for target ' ~ target.name) %}
    {% do nightledger.say('environment ' ~ nightledger.environment_name()) %}
    {% do nightledger.say('last row    ' ~ (nightledger.last_recorded_at() if not missing else 'none')) %}
    {% do nightledger.say('missing     ' ~ (missing + nightledger.missing_views()) | join(', ') | default('nothing', true)) %}
    {% if missing %}
        {% do nightledger.say('Next: dbt run-operation nightledger.setup') %}
    {% elif nightledger.missing_views() %}
        {% do nightledger.say('Next: dbt run -s package:nightledger') %}
    {% endif %}
{% endmacro %}
