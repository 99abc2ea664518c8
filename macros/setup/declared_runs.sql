{#
    The entries of the setting `expected_runs`, complete and in plain types. Stops with everything
    that is wrong about them.
#}
{% macro declared_runs() %}
    {% set weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] %}
    {% set known = [
        'run', 'every_hours', 'by', 'timezone', 'days', 'environment', 'within_hours', 'severity', 'owner',
    ] %}
    {% set history_hours = 24 * nightledger.setting('history_days') %}
    {% set rows = [] %}
    {% set mistakes = [] %}
    {% for entry in nightledger.setting('expected_runs') or [] %}
        {% set place = 'entry ' ~ loop.index ~ ' of expected_runs ' %}
        {% if entry is not mapping or not entry.run %}
            {% do mistakes.append(place ~ 'names no run') %}
        {% else %}
            {% set unknown = entry.keys() | reject('in', known) | list %}
            {% set days = entry.get('days', []) %}
            {% if unknown %}
                {% do mistakes.append(place ~ 'has ' ~ unknown | join(', ') ~ '; known are ' ~ known | join(', ')) %}
            {% endif %}
            {% if not entry.every_hours and not entry.by %}
                {% do mistakes.append(place ~ 'has neither every_hours nor by') %}
            {% endif %}
            {% if (entry.every_hours and entry.every_hours is not number)
                or (entry.within_hours and entry.within_hours is not number) %}
                {% do mistakes.append(place ~ 'has hours that are no number') %}
            {% endif %}
            {% if entry.every_hours is number and entry.every_hours >= history_hours %}
                {% do mistakes.append(
                    place ~ 'has every_hours: ' ~ entry.every_hours ~ ', and the views look back '
                    ~ history_hours ~ ' hours: give fewer, or raise history_days'
                ) %}
            {% endif %}
            {% if entry.by and not modules.re.findall('^([01]?[0-9]|2[0-3]):[0-5][0-9]$', entry.by ~ '') %}
                {% do mistakes.append(place ~ "has by: " ~ entry.by ~ ", which is no time such as '06:00'") %}
            {% endif %}
            {% if days | map('lower') | reject('in', weekdays) | list %}
                {% do mistakes.append(place ~ 'has days that are none of ' ~ weekdays | join(', ')) %}
            {% endif %}
            {% if entry.get('severity', 'error') not in ['critical', 'error', 'warn'] %}
                {% do mistakes.append(place ~ 'has a severity that is none of critical, error, warn') %}
            {% endif %}
            {% do rows.append({
                'run': entry.run,
                'every_hours': entry.every_hours or none,
                'by': entry.by or none,
                'timezone': entry.timezone or 'UTC',
                'days': days | map('capitalize') | list,
                'environment': entry.environment or none,
                'within_hours': entry.within_hours or 12,
                'severity': entry.severity or 'error',
                'owner': entry.owner or none,
            }) %}
        {% endif %}
    {% endfor %}
    {% if mistakes %}
        {{ exceptions.raise_compiler_error('nightledger: ' ~ mistakes | join('\n  ')) }}
    {% endif %}
    {{ return(rows) }}
{% endmacro %}
