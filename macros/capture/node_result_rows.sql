{# Rows of `dbt_node_results`, written the way of `test_result_rows`. #}
{% macro node_result_rows(results, times) %}
    {% set limit = nightledger.setting('text_limit') %}
    {% set no_job = {
        'rows_affected': none, 'bytes_processed': none, 'bytes_billed': none, 'slot_ms': none,
        'job_id': none, 'project_id': none, 'location': none,
    } %}
    {% set exposures = nightledger.exposures_by_node() %}
    {% set known_exposures = {} %}
    {% set known = nightledger.known_marks() %}
    {% set rows = [] %}
    {% for result in results %}
        {% set node = graph.nodes.get(result.node.unique_id) or result.node %}
        {% set interval = times.by_id.get(node.unique_id) or [none, none] %}
        {% set job = no_job.copy() %}{% do job.update(result.adapter_response or {}) %}
        {% set tags = node.config.tags or [] %}
        {% set meta = node.config.meta or {} %}
        {% set owner = meta.get('owner') %}
        {% set runbook = meta.get('runbook_url') %}
        {% set message = nightledger.message_of(result, known, limit) if result.message else none %}
        {% set batches = nightledger.batch_counts(result.batch_results) if result.batch_results else none %}
        {% if batches and batches.failed_count %}
            {% set message = [message or (result.status ~ ''), nightledger._failed_batches(batches)] | join(': ') %}
        {% endif %}
        {% do rows.append({
            'occurred_at': interval[1] or times.finished_at,
            'unique_id': node.unique_id,
            'resource_type': node.resource_type ~ '',
            'name': node.name,
            'package_name': node.package_name,
            'path': node.original_file_path,
            'relation_name': node.relation_name or none,
            'materialization': node.config.materialized or node.resource_type ~ '',
            'status': (result.status ~ '') | lower,
            'message': message,
            'started_at': interval[0],
            'completed_at': interval[1],
            'thread_id': result.thread_id,
            'code_checksum': node.checksum.checksum if node.checksum else none,
            'is_critical': 'critical' in tags,
            'depends_on': ((node.depends_on.nodes if node.depends_on else none) or [])[:200],
            'exposures': nightledger.exposure_texts(exposures[node.unique_id], known_exposures) if node.unique_id in exposures else [],
            'tags': tags,
            'execution_seconds': result.execution_time,
            'rows_affected': job['rows_affected'],
            'bytes_processed': job['bytes_processed'],
            'bytes_billed': job['bytes_billed'],
            'slot_ms': job['slot_ms'],
            'job_id': job['job_id'],
            'job_project': job['project_id'],
            'job_location': job['location'],
            'owner': owner if owner is string and owner else nightledger.owner_of(node),
            'runbook_url': runbook ~ '' if runbook else none,
            'alerts': nightledger.alert_rules(meta.get('alerts')) if meta.get('alerts') else none,
            'batch_results': batches,
        }) %}
    {% endfor %}
    {{ return(rows) }}
{% endmacro %}
