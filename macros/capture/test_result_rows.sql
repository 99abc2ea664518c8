{#
    Rows of `dbt_test_results`. times: of `execution_times`.

    A run has thousands of tests, and a macro call costs more than all else about a row: macros are
    called here only for what few tests have. Columns that are mostly null stand at the end.

    dbt v1 tells a hook nothing of a unit test but its name, so owner, tags and rules are those of the
    model it tests.
#}
{% macro test_result_rows(results, times) %}
    {% set shows_sql = nightledger.setting('capture_compiled_sql') %}
    {% set limit = nightledger.setting('text_limit') %}
    {% set harmless = nightledger.harmless_arguments() %}
    {% set no_job = {
        'bytes_processed': none, 'bytes_billed': none, 'slot_ms': none,
        'job_id': none, 'project_id': none, 'location': none,
    } %}
    {% set nodes = graph.nodes %}
    {% set times_by_id = times.by_id %}
    {% set known = nightledger.known_marks() %}
    {% set assets = {} %}
    {% set rows = [] %}
    {% for result in results %}
        {% set run_node = result.node %}
        {% set unique_id = run_node.unique_id %}
        {% set node = nodes.get(unique_id) or run_node %}
        {% set config = node.config %}
        {% set is_unit = node.resource_type ~ '' == 'unit_test' %}
        {% set meta = {} if is_unit else config.meta or {} %}
        {% set metadata = node.test_metadata or none %}
        {% set kwargs = metadata.kwargs if metadata else {} %}
        {% set column = node.column_name or kwargs.column_name %}
        {% set asset_key = node.attached_node or unique_id %}
        {% if asset_key not in assets %}
            {% set tested = nightledger.tested_asset(node, run_node) %}
            {% do assets.update({asset_key: nightledger.asset_facts(tested)}) %}
        {% endif %}
        {% set asset = assets[asset_key] %}
        {#- tags of a column or source are the test's own too; they stand beside its configuration -#}
        {% set tags = asset['tags'] if is_unit else ((config.tags or []) + (node.tags or [])) | unique | list %}
        {% set own_alerts = nightledger.alert_rules(meta.get('alerts')) if meta.get('alerts') else none %}
        {% set own_runbook = meta.get('runbook_url') %}
        {% set own_owner = nightledger.owner_of(node) if not is_unit and (meta or config.group) else none %}
        {% set interval = times_by_id.get(unique_id) or [none, none] %}
        {% set job = no_job.copy() %}{% do job.update(result.adapter_response or {}) %}
        {% do rows.append({
            'occurred_at': interval[1] or times.finished_at,
            'unique_id': unique_id,
            'test_type': 'unit' if is_unit else 'generic' if metadata else 'singular',
            'test_name': (metadata.namespace ~ '.' if metadata.namespace else '') ~ metadata.name
                if metadata else node.name,
            'package_name': node.package_name,
            'path': node.original_file_path,
            'asset_id': asset['unique_id'],
            'asset_name': asset['name'],
            'asset_relation': asset['relation_name'],
            'status': (result.status ~ '') | lower,
            'severity': (config.severity ~ '') | lower if not is_unit else none,
            'is_critical': asset['is_critical'] or 'critical' in tags,
            'failures': result.failures if result.failures is defined else none,
            'started_at': interval[0],
            'completed_at': interval[1],
            'depends_on': [asset['unique_id']] if is_unit and asset['unique_id']
                else ((node.depends_on.nodes if node.depends_on else none) or [])[:200],
            'tags': tags,
            'execution_seconds': result.execution_time,
            'bytes_processed': job['bytes_processed'],
            'bytes_billed': job['bytes_billed'],
            'slot_ms': job['slot_ms'],
            'job_id': job['job_id'],
            'job_project': job['project_id'],
            'job_location': job['location'],
            'owner': own_owner or asset['owner'],
            'column_name': column ~ '' if column else none,
            'test_kwargs': nightledger.test_kwargs(kwargs, limit, harmless) if kwargs | length > (2 if kwargs.column_name else 1) else none,
            'message': nightledger.message_of(result, known, limit) if result.message else none,
            'runbook_url': own_runbook ~ '' if own_runbook else asset['runbook_url'],
            'alerts': own_alerts or asset['alerts'],
            'description': nightledger.plain_text(node.description, limit) if node.description and not is_unit else none,
            'fail_calc': config.fail_calc if config.fail_calc and config.fail_calc | replace(' ', '') | lower != 'count(*)' else none,
            'failures_relation': nightledger.failures_relation(run_node, config) if run_node.relation_name else none,
            'compiled_code': nightledger.plain_text(
                run_node.compiled_code or result.compiled_code, limit
            ) if shows_sql else none,
        }) %}
    {% endfor %}
    {{ return(rows) }}
{% endmacro %}
