{# Seconds as words: `45 min`, `26 h`, `3 days`. Null: no seconds. #}
{% macro duration_text(seconds) -%}
    case
        when {{ seconds }} < 2 * 3600
            then concat(cast(div(cast(floor({{ seconds }}) as int64), 60) as string), ' min')
        when {{ seconds }} < 2 * 86400
            then concat(cast(div(cast(floor({{ seconds }}) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor({{ seconds }}) as int64), 86400) as string), ' days')
    end
{%- endmacro %}
