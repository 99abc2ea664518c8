{# How urgent a severity is, as SQL: `page` (wake somebody) or `ticket`. #}
{% macro urgency_of(severity) -%}
    {{ "'page'" if severity in nightledger.setting('page_severities') else "'ticket'" }}
{%- endmacro %}
