{# Environment variables that give an orchestrator away, and the word the ledger uses for it. #}
{% macro orchestrator_marks() %}
    {{ return({
        'DAGSTER_RUN_ID': 'dagster',
        'AIRFLOW_CTX_DAG_ID': 'airflow',
        'GITHUB_ACTIONS': 'github_actions',
        'GITLAB_CI': 'gitlab_ci',
        'TF_BUILD': 'azure_devops',
        'CIRCLECI': 'circleci',
        'JENKINS_URL': 'jenkins',
    }) }}
{% endmacro %}
