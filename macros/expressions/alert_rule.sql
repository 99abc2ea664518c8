{# A rule that `meta.alerts` of a test or asset sets, as text. Null: it sets none. #}
{% macro alert_rule(name) -%}
    json_value(alerts.{{ name }})
{%- endmacro %}
