{#
    The patterns of a silence by column, without those that match everything. Notes in `mistakes`
    what is no pattern, and a silence of everything.
#}
{% macro silence_matchers(given, force, mistakes) %}
    {% set matchers = {} %}
    {% for column, value in given.items() if value is not none %}
        {% set pattern = (value ~ '') | trim %}
        {% if value is not string and value is not number %}
            {% do mistakes.append(column ~ ': give one text; `*` in it stands for anything') %}
        {% elif column == 'severity' and '*' not in pattern and pattern not in ['critical', 'error', 'warn', 'info'] %}
            {% do mistakes.append("severity: '" ~ pattern ~ "' is none of critical, error, warn, info") %}
        {% elif pattern | replace('*', '') %}
            {% do matchers.update({column: pattern}) %}
        {% endif %}
    {% endfor %}
    {% if not matchers and not mistakes and not force %}
        {% do mistakes.append(
            'it would silence everything: give one of severity, kind, asset, subject, owner, tag, environment;'
            ~ ' force: true if that is meant'
        ) %}
    {% endif %}
    {{ return(matchers) }}
{% endmacro %}
