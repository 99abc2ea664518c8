{# One row of `ledger_migrations`. #}
{% macro migration_row(entry) %}
    {{ return({
        'occurred_at': nightledger.utc_text(run_started_at),
        'version': nightledger.package_version(),
        'table_name': entry.table,
        'action': {'create': 'created', 'change': 'changed', 'check': 'adopted'}[entry.action],
        'added_columns': entry.added,
        'contract_checksum': nightledger.contract_checksum(entry.node),
    }) }}
{% endmacro %}
