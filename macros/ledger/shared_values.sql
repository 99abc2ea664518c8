{# Columns that have one value for everything a command records, as SQL; a table takes those it has. #}
{% macro shared_values() %}
    {% set git_sha = nightledger.first_variable(nightledger.known_variables().git_sha) %}
    {{ return({
        'environment': nightledger.string_literal(nightledger.environment_name()),
        'invocation_id': nightledger.string_literal(invocation_id),
        'project_name': nightledger.string_literal(project_name),
        'run_key': nightledger.string_literal(nightledger.run_key()),
        'git_sha': nightledger.string_literal(git_sha) if git_sha else 'cast(null as string)',
    }) }}
{% endmacro %}
