{# Whether a row breaks a rule: never null, since a row must be on one side. #}
{% macro broken_expression(rule) -%}
    {%- if rule is string -%}
        coalesce({{ rule }}, false)
    {%- else -%}
        coalesce({{ rule['condition'] }}, {{ 'true' if rule.get('null_is_broken') else 'false' }})
    {%- endif -%}
{%- endmacro %}
