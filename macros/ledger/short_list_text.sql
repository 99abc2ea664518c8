{# Names in a line: the first three, and how many more. #}
{% macro short_list_text(names) %}
    {% set more = names | length - 3 %}
    {{ return((names | sort)[:3] | join(', ') ~ (' and ' ~ more ~ ' more' if more > 0 else '')) }}
{% endmacro %}
