{#
    Environment variables that say which code ran, who started it and what started it.

    The first one that is set wins. `DBT_ENV_CUSTOM_ENV_*` is dbt's own way to hand a command
    facts about itself, so it comes first.
#}
{% macro known_variables() %}
    {{ return({
        'git_sha': [
            'DBT_ENV_CUSTOM_ENV_GIT_SHA', 'GITHUB_SHA', 'CI_COMMIT_SHA', 'BUILD_SOURCEVERSION',
            'BITBUCKET_COMMIT', 'CIRCLE_SHA1', 'GIT_COMMIT', 'COMMIT_SHA',
        ],
        'git_branch': [
            'DBT_ENV_CUSTOM_ENV_GIT_BRANCH', 'GITHUB_HEAD_REF', 'GITHUB_REF_NAME',
            'CI_COMMIT_REF_NAME', 'BUILD_SOURCEBRANCHNAME', 'BITBUCKET_BRANCH', 'CIRCLE_BRANCH',
            'GIT_BRANCH', 'BRANCH_NAME',
        ],
        'invoked_by': [
            'DBT_ENV_CUSTOM_ENV_INVOKED_BY', 'GITHUB_ACTOR', 'GITLAB_USER_LOGIN',
            'BUILD_REQUESTEDFOR', 'CIRCLE_USERNAME',
        ],
        'orchestrator': ['DBT_ENV_CUSTOM_ENV_ORCHESTRATOR'],
        'dagster_run_id': ['DBT_ENV_CUSTOM_ENV_DAGSTER_RUN_ID', 'DAGSTER_RUN_ID'],
        'pipeline_run_id': [
            'DBT_ENV_CUSTOM_ENV_PIPELINE_RUN_ID', 'NIGHTLEDGER_PIPELINE_RUN_ID',
            'DBT_ENV_CUSTOM_ENV_DAGSTER_RUN_ID', 'DAGSTER_RUN_ID',
        ],
    }) }}
{% endmacro %}
