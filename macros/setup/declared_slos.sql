{#
    The entries of the setting `slos`, complete and in plain types. Stops with everything that is
    wrong about them.
#}
{% macro declared_slos() %}
    {% set slis = ['run_success', 'check_success', 'freshness', 'load_success', 'router'] %}
    {% set known = [
        'name', 'sli', 'subject', 'environment', 'objective', 'window_days', 'minimum_events', 'owner',
    ] %}
    {% set longest = nightledger.setting('history_days') %}
    {% set rows = [] %}
    {% set mistakes = [] %}
    {% for entry in nightledger.setting('slos') or [] %}
        {% set place = 'entry ' ~ loop.index ~ ' of slos ' %}
        {% if entry is not mapping or not entry.name %}
            {% do mistakes.append(place ~ 'has no name') %}
        {% else %}
            {% set unknown = entry.keys() | reject('in', known) | list %}
            {% if unknown %}
                {% do mistakes.append(place ~ 'has ' ~ unknown | join(', ') ~ '; known are ' ~ known | join(', ')) %}
            {% endif %}
            {% if entry.sli not in slis %}
                {% do mistakes.append(place ~ 'has an sli that is none of ' ~ slis | join(', ')) %}
            {% endif %}
            {% if entry.objective is not number or entry.objective <= 0 or entry.objective >= 100 %}
                {% do mistakes.append(place ~ 'has an objective that is no percentage between 0 and 100, such as 99.5') %}
            {% endif %}
            {% set days = entry.get('window_days', [28, longest] | min) %}
            {% if days is not integer or days < 1 or days > longest %}
                {% do mistakes.append(
                    place ~ 'has window_days that are no whole number up to history_days, ' ~ longest
                ) %}
            {% endif %}
            {% if entry.get('minimum_events', 20) is not integer %}
                {% do mistakes.append(place ~ 'has minimum_events that are no whole number') %}
            {% endif %}
            {% do rows.append({
                'name': entry.name ~ '',
                'sli': entry.sli ~ '',
                'subject': entry.get('subject', '*') ~ '',
                'environment': entry.get('environment', 'prod') ~ '',
                'objective': entry.objective,
                'window_days': days,
                'minimum_events': entry.get('minimum_events', 20),
                'owner': entry.owner or none,
            }) %}
        {% endif %}
    {% endfor %}
    {% if mistakes %}
        {{ exceptions.raise_compiler_error('nightledger: ' ~ mistakes | join('\n  ')) }}
    {% endif %}
    {{ return(rows) }}
{% endmacro %}
