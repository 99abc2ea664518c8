{# A moment as text BigQuery reads as UTC, to the microsecond; dbt v2 gives nine digits and a T. #}
{% macro utc_text(moment) %}
    {% if moment is undefined or moment is none %}{{ return(none) }}{% endif %}
    {{ return((moment | string)[:26] | replace('T', ' ') | replace('Z', '') | replace('+00:00', '')) }}
{% endmacro %}
