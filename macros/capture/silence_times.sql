{#
    When a silence starts and ends, UTC: {'starts_at', 'ends_at', 'now'}. Notes in `mistakes` what is
    wrong. now: BigQuery's clock, as text.
#}
{% macro silence_times(from, until, hours, force, mistakes, now) %}
    {% set shape = ', such as 2026-03-29T06:00+02:00; a time needs its zone' %}
    {% set now = nightledger.moment_of(now ~ '+00:00') %}
    {% set starts_at = nightledger.moment_of(from) if from is not none else now %}
    {% set ends_at = nightledger.moment_of(until) if until is not none else none %}
    {% if starts_at is none %}{% do mistakes.append("from: '" ~ from ~ "' is no time" ~ shape) %}{% endif %}
    {% if (hours is none) == (until is none) %}
        {% do mistakes.append('hours, until: give one of them, and not both') %}
    {% elif until is not none and ends_at is none %}
        {% do mistakes.append("until: '" ~ until ~ "' is no time" ~ shape) %}
    {% elif hours is not none and not (hours is number and hours > 0 and hours <= 87600) %}
        {% do mistakes.append("hours: '" ~ hours ~ "' is no number above 0 and up to 87600") %}
    {% elif hours is not none and starts_at is not none %}
        {% set ends_at = starts_at + modules.datetime.timedelta(minutes=(hours * 60) | round | int) %}
    {% endif %}
    {% if starts_at is not none and ends_at is not none %}
        {% set days = nightledger.setting('longest_silence_days') %}
        {% if ends_at <= starts_at %}
            {% do mistakes.append('until: it ends at ' ~ ends_at ~ ' UTC, before it starts at ' ~ starts_at ~ ' UTC') %}
        {% elif ends_at <= now %}
            {% do mistakes.append('until: it was over at ' ~ ends_at ~ ' UTC already') %}
        {% elif not force and ends_at > starts_at + modules.datetime.timedelta(days=days) %}
            {% do mistakes.append('it is longer than ' ~ days ~ ' days (longest_silence_days); force: true if it has to be') %}
        {% endif %}
    {% endif %}
    {{ return({'starts_at': starts_at, 'ends_at': ends_at, 'now': now}) }}
{% endmacro %}
