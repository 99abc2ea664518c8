{#
    Columns that several tables have, by the group a table names under `columns_of`: described once.
#}
{% macro column_groups() %}
    {% set required = [{'type': 'not_null'}] %}
    {% set kept = {'meta': {'nightledger': {'redact': false}}} %}
    {{ return({
        'dbt': {
            'shifted_days': {
                'name': 'shifted_days', 'data_type': 'int64',
                'description': "Days by which `nightledger ingest --shift-days` moved this replayed fact into the "
                    ~ "past. Null: a real fact at its real time.",
            },
            'invocation_id': {
                'name': 'invocation_id', 'data_type': 'string', 'constraints': required, 'config': kept,
                'description': "dbt's id of the command.",
            },
            'project_name': {
                'name': 'project_name', 'data_type': 'string',
                'description': "Name of the root dbt project. Null: recorded by an older version.",
            },
            'run_key': {
                'name': 'run_key', 'data_type': 'string', 'config': kept,
                'description': "What makes the command comparable with earlier ones, see `dbt_invocations`. Null: "
                    ~ "recorded by an older version.",
            },
            'git_sha': {
                'name': 'git_sha', 'data_type': 'string',
                'description': "Commit of the project, as in `dbt_invocations`. Null: not known.",
            },
        },
        'dbt_result': {
            'owner': {
                'name': 'owner', 'data_type': 'string',
                'description': "Who looks after it: `meta.owner`, else the owner of its dbt group, else `meta.owner`"
                    ~ " of the asset it tests. Null: nobody is named.",
            },
            'runbook_url': {
                'name': 'runbook_url', 'data_type': 'string',
                'description': "`meta.runbook_url` of the node or of the asset it tests. Null: none.",
            },
            'tags': {
                'name': 'tags', 'data_type': 'array<string>',
                'description': "Tags of the node. Empty: none.",
            },
        },
        'dbt_job': {
            'started_at': {
                'name': 'started_at', 'data_type': 'timestamp',
                'description': "When its execution started. Null: skipped.",
            },
            'completed_at': {
                'name': 'completed_at', 'data_type': 'timestamp',
                'description': "When its execution ended. Null: skipped.",
            },
            'bytes_processed': {
                'name': 'bytes_processed', 'data_type': 'int64',
                'description': "Bytes BigQuery read for it. Null: not reported (failed, skipped, or the engine does "
                    ~ "not say).",
            },
            'bytes_billed': {
                'name': 'bytes_billed', 'data_type': 'int64',
                'description': "Bytes BigQuery billed for it. Null: not reported.",
            },
            'slot_ms': {
                'name': 'slot_ms', 'data_type': 'int64',
                'description': "Slot milliseconds it used. Null: not reported.",
            },
            'job_id': {
                'name': 'job_id', 'data_type': 'string', 'config': kept,
                'description': "BigQuery job id. Null: not reported; dbt reports none for an error.",
            },
            'job_project': {
                'name': 'job_project', 'data_type': 'string',
                'description': "Project the job ran in. Null: not reported.",
            },
            'job_location': {
                'name': 'job_location', 'data_type': 'string',
                'description': "Location the job ran in. Null: not reported.",
            },
            'depends_on': {
                'name': 'depends_on', 'data_type': 'array<string>', 'config': kept,
                'description': "Unique ids of the nodes it reads. Empty: none.",
            },
        },
        'dagster': {
            'deployment': {
                'name': 'deployment', 'data_type': 'string', 'constraints': required,
                'description': "Name of the Dagster deployment, as the Dagster project said: `dagster` unless told "
                    ~ "otherwise. Ids that Dagster counts are unique within it.",
            },
        },
    }) }}
{% endmacro %}
