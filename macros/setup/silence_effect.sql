{# Notes in `mistakes` what speaks against a silence when one looks at what it would hold. #}
{% macro silence_effect(matchers, times, force, mistakes) %}
    {% set patterns = {} %}
    {% for column in ['matched_environment', 'severity', 'kind', 'asset', 'subject', 'owner', 'tag'] %}
        {% set pattern = matchers.get(column) %}
        {% do patterns.update({column: nightledger.string_literal(pattern) if pattern else 'cast(null as string)'}) %}
    {% endfor %}
    {% set effect = run_query(
        nightledger.silence_effect_sql(nightledger.relation('problem_events'), patterns)
    ).rows[0] %}
    {% set problem_count = effect[0] | int %}
    {% set held_count = effect[1] | int %}
    {% set critical_count = effect[2] | int %}
    {% set hours = nightledger.setting('longest_critical_silence_hours') %}
    {% if critical_count and times.ends_at > times.starts_at + modules.datetime.timedelta(hours=hours) %}
        {% do mistakes.append(
            'it would hold ' ~ critical_count ~ ' critical of the last 30 days: at most ' ~ hours
            ~ ' hours (longest_critical_silence_hours)'
        ) %}
    {% elif critical_count and not force %}
        {% do mistakes.append(
            'it would hold ' ~ critical_count ~ ' critical of the last 30 days; force: true if that is meant'
        ) %}
    {% elif held_count > 1 and 2 * held_count > problem_count and not force %}
        {% do mistakes.append(
            'it would hold ' ~ held_count ~ ' of the ' ~ problem_count
            ~ ' problems of the last 30 days; force: true if that is meant'
        ) %}
    {% endif %}
{% endmacro %}
