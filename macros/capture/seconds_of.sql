{# A freshness limit such as {'count': 12, 'period': 'hour'} in seconds; none when there is no limit. #}
{% macro seconds_of(limit) %}
    {% if not limit or not limit.count %}{{ return(none) }}{% endif %}
    {{ return(limit.count * {'minute': 60, 'hour': 3600, 'day': 86400}[limit.period ~ '']) }}
{% endmacro %}
