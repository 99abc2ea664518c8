{#
    The columns every ledger table has, by name, in their order and before its own. The yml of a
    table has one of them only to say something else of it, and names under `without` what it lacks.

    occurred_at has its place here; the yml of each table that has it describes it.
#}
{% macro common_columns() %}
    {% set required = [{'type': 'not_null'}] %}
    {{ return({
        'row_id': {
            'name': 'row_id', 'data_type': 'string', 'constraints': required,
            'description': "Deterministic id of the row: the hex MD5 of the table's natural key."
                ~ ' The same fact always gets the same id.',
        },
        'occurred_at': none,
        'recorded_at': {
            'name': 'recorded_at', 'data_type': 'timestamp', 'constraints': required,
            'description': "When the row was written (UTC), by BigQuery's clock. The day partition.",
        },
        'recorded_by': {
            'name': 'recorded_by', 'data_type': 'string', 'constraints': required,
            'description': 'Account that wrote the row, `session_user()` of BigQuery.',
        },
        'environment': {
            'name': 'environment', 'data_type': 'string', 'constraints': required,
            'description': "Environment it belongs to, as the writer was told: dbt by the var `environment` or the"
                ~ " target's name; dlt and Dagster by `environment`, `prod` unless told otherwise.",
        },
    }) }}
{% endmacro %}
