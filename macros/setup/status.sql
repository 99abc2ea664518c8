{# Say whether capture is on, where to, when the last row was written and what is missing: `dbt run-operation nightledger.status`. #}
{% macro status() %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% do nightledger.require_bigquery() %}
    {% set targets = nightledger.setting('capture_targets') %}
    {% set existing = nightledger.existing_relations() %}
    {% set missing = nightledger.missing_relations(existing) %}
    {% set on = nightledger.setting('capture') and (not targets or target.name in targets) %}
    {% do nightledger.say('ledger      ' ~ nightledger.ledger_name() ~ ', version ' ~ nightledger.package_version()) %}
    {% do nightledger.say('capture     ' ~ ('on' if on else 'off') ~ ' for target ' ~ target.name) %}
    {% do nightledger.say('environment ' ~ nightledger.environment_name()) %}
    {% do nightledger.say(
        'last row    ' ~ (nightledger.last_recorded_at() if 'dbt_invocations' in existing else 'none')
    ) %}
    {% do nightledger.say('missing     ' ~ missing | join(', ') | default('nothing', true)) %}
    {% set holds = nightledger.setting('retention_holds') or {} %}
    {% if holds %}{% do nightledger.say('held        ' ~ holds.keys() | sort | join(', ')) %}{% endif %}
    {% set problems = [
        nightledger.settings_problem(), nightledger.node_problem(), nightledger.place_problem(existing),
        nightledger.rules_problem(), nightledger.second_teller_problem(),
    ] + nightledger.privacy_notes() %}
    {% for problem in problems if problem %}{% do nightledger.warn(problem) %}{% endfor %}
    {% if missing %}{% do nightledger.say('Next: dbt run-operation nightledger.setup') %}{% endif %}
{% endmacro %}
