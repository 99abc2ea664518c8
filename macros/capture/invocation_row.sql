{# One row of `dbt_invocations`: the command, who started it, from which code, and where to look. #}
{% macro invocation_row(event, occurred_at, result_count=none) %}
    {% set found = {} %}
    {% for column, names in nightledger.known_variables().items() %}
        {% do found.update({column: nightledger.first_variable(names)}) %}
    {% endfor %}
    {% for name, orchestrator in nightledger.orchestrator_marks().items() if not found.orchestrator %}
        {% if env_var(name, '') %}{% do found.update({'orchestrator': orchestrator}) %}{% endif %}
    {% endfor %}
    {% set ids = {
        'invocation_id': invocation_id,
        'dagster_run_id': found.dagster_run_id,
        'pipeline_run_id': found.pipeline_run_id,
        'environment': nightledger.environment_name(),
        'git_sha': found.git_sha,
    } %}
    {{ return({
        'occurred_at': occurred_at,
        'event': event,
        'command': nightledger.command_name(),
        'run_key': nightledger.run_key(),
        'is_whole': nightledger.is_whole(result_count),
        'planned_count': nightledger.planned_count(),
        'invocation_command': nightledger.command_without_variables(invocation_args_dict.get('invocation_command')),
        'project_name': project_name,
        'target_name': target.name,
        'target_project': target.database,
        'target_dataset': target.schema,
        'threads': target.threads,
        'full_refresh': flags.FULL_REFRESH,
        'args': nightledger.selected_args(),
        'settings': nightledger.recorded_settings(),
        'env': dbt_metadata_envs,
        'dbt_version': dbt_version,
        'package_version': nightledger.package_version(),
        'git_sha': found.git_sha,
        'git_branch': found.git_branch,
        'invoked_by': found.invoked_by,
        'orchestrator': found.orchestrator,
        'pipeline_run_id': found.pipeline_run_id,
        'dagster_run_id': found.dagster_run_id,
        'run_url': nightledger.link(nightledger.setting('run_url_template'), ids),
        'artifacts_url': nightledger.link(nightledger.setting('artifacts_url_template'), ids),
        'result_count': result_count,
    }) }}
{% endmacro %}
