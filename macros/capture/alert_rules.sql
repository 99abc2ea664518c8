{#
    The rules a `meta.alerts` sets for the alerts of its node, without secrets; none when there are none.
    Anything but a mapping is no rules. Cut like a test's arguments when longer than `text_limit`.
#}
{% macro alert_rules(rules) %}
    {% if not rules or rules is not mapping %}{{ return(none) }}{% endif %}
    {% set clean = nightledger.redact(rules) %}
    {% set limit = nightledger.setting('text_limit') %}
    {% set text = clean | tojson %}
    {{ return(clean if text | length <= limit else {'cut': text[:limit]}) }}
{% endmacro %}
