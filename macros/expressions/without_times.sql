{#
    A text in which dates, times, long numbers and UUIDs are `*`: what is another one each time a
    run is started, such as `{ds: 2026-03-10}` or `scheduled__2026-03-10T03:00:00+00:00`.
#}
{% macro without_times(text) -%}
    regexp_replace(
            {{ text }},
            r'[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'
            || r'|[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9:.]*(Z|[+-][0-9]{2}:?[0-9]{2})?)?'
            || r'|[0-9]{8,}',
            '*'
        )
{%- endmacro %}
