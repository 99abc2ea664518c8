{# End a silence before its time: `dbt run-operation nightledger.unsilence --args '{silence_id: s3f2a9c01bd}'`. #}
{% macro unsilence(silence_id, comment=none, by=none) %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% do nightledger.require_bigquery() %}
    {% set silence_id = (silence_id ~ '') | trim %}
    {% set found = run_query(nightledger.silence_state_sql(silence_id)).rows[0] %}
    {% set made_by = nightledger.who_asks(by) %}
    {% set mistakes = [] %}
    {% if not found[0] %}
        {% do mistakes.append("silence_id: there is no silence '" ~ silence_id ~ "' in " ~ nightledger.ledger_name() ~ '.alert_silences') %}
    {% endif %}
    {% if not made_by %}{% do mistakes.append('by: say who ends it') %}{% endif %}
    {% do nightledger.raise_mistakes('unsilence', mistakes) %}
    {% if found[1] %}
        {% do nightledger.say('silence ' ~ silence_id ~ ' was over already, since ' ~ found[1] ~ ' UTC') %}
    {% else %}
        {% set now = nightledger.bigquery_clock() %}
        {% do nightledger.append_entry('alert_silences', {
            'occurred_at': now,
            'environment': nightledger.environment_name(),
            'silence_id': silence_id,
            'event': 'ended',
            'ends_at': now,
            'created_by': nightledger.redact_text(made_by),
            'comment': nightledger.plain_text(nightledger.redact_text(comment)),
        }) %}
        {% do nightledger.say('silence ' ~ silence_id ~ ' ended by ' ~ made_by ~ ' at ' ~ now ~ ' UTC') %}
    {% endif %}
{% endmacro %}
