{# Seconds as words, to the nearest minute: a day less a second is `24 h`. Null: no seconds. #}
{% macro rounded_duration(seconds) -%}
    {{ nightledger.duration_text('(60 * round((' ~ seconds ~ ') / 60))') }}
{%- endmacro %}
