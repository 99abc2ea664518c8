{# One row of `ledger_migrations`. #}
{% macro migration_row(entry) %}
    {{ return({
        'occurred_at': nightledger.utc_text(run_started_at),
        'version': nightledger.package_version(),
        'table_name': entry.table,
        'action': 'created' if entry.action == 'create' else 'changed',
        'added_columns': entry.added,
        'contract_checksum': nightledger.contract_checksum(entry.node),
    }) }}
{% endmacro %}
