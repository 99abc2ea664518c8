{#
    Create the ledger, or bring it to this version: `dbt run-operation nightledger.setup`.

    Safe to run again, and to run twice at once. Drops, narrows and truncates nothing: rows go only by
    the setting `retention_days`, the first time only with confirm_removal.
#}
{% macro setup(confirm_removal=false) %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% do nightledger.require_bigquery() %}
    {% set existing = nightledger.existing_relations() %}
    {% do nightledger.refuse_mistakes(existing) %}
    {% set plan = nightledger.plan_migration(
        nightledger.contract_nodes('table').keys() | sort,
        nightledger.found_columns(existing),
        nightledger.recorded_migrations(existing)
    ) %}
    {% set conflicts = [] %}
    {% for entry in plan %}{% do conflicts.extend(entry.conflicts) %}{% endfor %}
    {% do nightledger.raise_conflicts(conflicts) %}
    {% set names = nightledger.definitions().keys() | list + nightledger.procedures().keys() | list %}
    {% set outcome = nightledger.make_ledger(plan, names) %}
    {% if not outcome.ok %}{% do nightledger.raise_setup_failed(outcome) %}{% endif %}
    {% do nightledger.print_plan(plan, names, existing) %}
    {% set mistaken = nightledger.rules_problem() %}
    {% if mistaken %}{% do nightledger.warn(mistaken) %}{% endif %}
    {% do nightledger.set_retention(existing, confirm_removal) %}
    {% if outcome.answer %}{% do nightledger.raise_refused_views(outcome.answer) %}{% endif %}
{% endmacro %}
