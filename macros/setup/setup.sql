{#
    Create the ledger, or bring it to this version: `dbt run-operation nightledger.setup`.

    Safe to run again, and to run twice at once. Drops, narrows and truncates nothing.
#}
{% macro setup() %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% do nightledger.require_bigquery() %}
    {% set plan = nightledger.plan_migration(
        nightledger.ledger_tables().keys() | sort, nightledger.recorded_checksums()
    ) %}
    {% set conflicts = [] %}
    {% for entry in plan %}{% do conflicts.extend(entry.conflicts) %}{% endfor %}
    {% do nightledger.raise_conflicts(conflicts) %}
    {% set outcome = nightledger.migrate_ledger(plan) %}
    {% if not outcome.ok %}{% do nightledger.raise_setup_failed(outcome) %}{% endif %}
    {% do nightledger.print_plan(plan) %}
{% endmacro %}
