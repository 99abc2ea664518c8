{# Rows of `dbt_source_freshness`. #}
{% macro source_freshness_rows(results, times) %}
    {% set exposures = nightledger.exposures_by_node() %}
    {% set known_exposures = {} %}
    {% set known = nightledger.known_marks() %}
    {% set rows = [] %}
    {% for result in results %}
        {% set node = nightledger.graph_node(result.node) %}
        {% set limits = node.freshness or {} %}
        {% set runbook = nightledger.meta_of(node).get('runbook_url') %}
        {% set snapshotted_at = nightledger.utc_text(result.snapshotted_at) %}
        {% do rows.append({
            'occurred_at': snapshotted_at or times.finished_at,
            'unique_id': node.unique_id,
            'source_name': node.source_name,
            'table_name': node.name,
            'relation_name': node.relation_name,
            'status': (result.status ~ '') | lower,
            'message': nightledger.message_of(result, known),
            'max_loaded_at': nightledger.utc_text(result.max_loaded_at),
            'snapshotted_at': snapshotted_at,
            'age_seconds': result.age if result.age is defined
                else nightledger.value_or_none(result.max_loaded_at_time_ago_in_s),
            'warn_after_seconds': nightledger.seconds_of(limits.warn_after),
            'error_after_seconds': nightledger.seconds_of(limits.error_after),
            'loaded_at_field': nightledger.value_or_none(node.loaded_at_field),
            'is_critical': 'critical' in (node.config.tags or []),
            'execution_seconds': result.execution_time,
            'owner': nightledger.owner_of(node),
            'runbook_url': runbook ~ '' if runbook else none,
            'tags': node.config.tags or [],
            'exposures': nightledger.exposure_texts(exposures.get(node.unique_id, []), known_exposures),
            'alerts': nightledger.alert_rules(nightledger.meta_of(node).get('alerts')),
        }) %}
    {% endfor %}
    {{ return(rows) }}
{% endmacro %}
