{# What a new silence does, in words, and how to end it. #}
{% macro print_silence(row, matchers, times) %}
    {% set words = [] %}
    {% for column, pattern in matchers.items() %}
        {% do words.append(column | replace('matched_', '') ~ ' ' ~ pattern) %}
    {% endfor %}
    {% set days = nightledger.setting('history_days') %}
    {% do nightledger.say(
        'silence ' ~ row.silence_id ~ ' by ' ~ row.created_by ~ ': no alerts'
        ~ (' with ' ~ words | join(' and ') if words else ' at all')
        ~ ' from ' ~ row.starts_at ~ ' until ' ~ row.ends_at ~ ' UTC (' ~ row.comment ~ ')'
    ) %}
    {% if times.ends_at > times.now + modules.datetime.timedelta(days=days) %}
        {% do nightledger.say(
            'The views look back ' ~ days ~ ' days (history_days) and forget it then: make it again before.'
        ) %}
    {% endif %}
    {% do nightledger.say(
        "End it earlier: dbt run-operation nightledger.unsilence --args '{silence_id: " ~ row.silence_id ~ "}'"
    ) %}
{% endmacro %}
