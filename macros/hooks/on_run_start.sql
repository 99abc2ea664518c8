{# Before the first node: make sure the ledger is there, and record that the command started. #}
{% macro on_run_start() %}
    {% if nightledger.should_capture() and nightledger.ensure_ledger() %}
        {% set row = nightledger.invocation_row('started', nightledger.utc_text(run_started_at)) %}
        {% set facts = {} %}
        {% do nightledger.add_fact(facts, 'dbt_invocations', row) %}
        {% set outcome = nightledger.append(facts, answer=nightledger.recorded_version_sql()) %}
        {% do nightledger.report_start(outcome) %}
    {% endif %}
{% endmacro %}
