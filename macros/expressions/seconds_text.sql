{# Seconds as words, short ones too: `12 s`, `45 min`, `26 h`. Null: no seconds. #}
{% macro seconds_text(seconds) -%}
    if(
            {{ seconds }} < 120,
            concat(cast(cast(round({{ seconds }}) as int64) as string), ' s'),
            {{ nightledger.duration_text(seconds) }}
        )
{%- endmacro %}
