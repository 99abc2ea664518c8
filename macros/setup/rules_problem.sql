{#
    Keys under `meta: alerts:` of this project's nodes that are no rules, and severities that are none,
    in words; none when all are. They count as not set, so nobody would notice.
#}
{% macro rules_problem() %}
    {% set known = nightledger.alert_rule_names() %}
    {% set lines = [] %}
    {% for node in graph.nodes.values() | list + graph.sources.values() | list %}
        {% set rules = nightledger.meta_of(node).get('alerts') %}
        {% if rules is mapping %}
            {% set unknown = rules.keys() | map('string') | reject('in', known) | sort %}
            {% if unknown %}{% do lines.append(node.unique_id ~ ': ' ~ unknown | join(', ')) %}{% endif %}
            {% set severity = rules.get('severity') %}
            {% if severity and severity not in ['critical', 'error', 'warn'] %}
                {% do lines.append(node.unique_id ~ ': severity is none of critical, error, warn') %}
            {% endif %}
        {% elif rules %}
            {% do lines.append(node.unique_id ~ ': it has to be a mapping of rules to values') %}
        {% endif %}
    {% endfor %}
    {% if not lines %}{{ return(none) }}{% endif %}
    {% set more = lines | length - 10 %}
    {{ return(
        'meta: {alerts: ...} has what is no rule, and counts as not set:\n  ' ~ lines[:10] | join('\n  ')
        ~ ('\n  and ' ~ more ~ ' more' if more > 0 else '') ~ '\nRules: ' ~ known | join(', ')
    ) }}
{% endmacro %}


{# The rules one model, source or test can have for its alerts: see docs/settings.md. #}
{% macro alert_rule_names() %}
    {{ return([
        'severity', 'flapping_changes', 'transient_wait_minutes', 'max_age_hours', 'fresh_by', 'min_rows',
        'max_rows', 'ignore',
    ]) }}
{% endmacro %}
