{# A whole number that `meta.alerts` sets; the default where it sets none, or nonsense. #}
{% macro alert_rule_number(name, default, lowest, highest) -%}
    coalesce(
            if(
                safe_cast({{ nightledger.alert_rule(name) }} as int64)
                between {{ lowest }} and {{ highest }},
                safe_cast({{ nightledger.alert_rule(name) }} as int64), null
            ),
            {{ default }}
        )
{%- endmacro %}
