{# Before the first node: make sure the ledger is there, and record that the command started. #}
{% macro on_run_start() %}
    {% if execute and nightledger.is_bigquery() %}{% do nightledger.refuse_clash() %}{% endif %}
    {% if nightledger.should_capture() %}
        {% set problem = nightledger.node_problem() %}
        {% if problem %}{% do nightledger.warn(problem) %}{% endif %}
        {% if nightledger.contract_node('dbt_invocations') is not none and nightledger.ensure_ledger() %}
            {% set row = nightledger.invocation_row('started', nightledger.utc_text(run_started_at)) %}
            {% set facts = {} %}
            {% do nightledger.add_fact(facts, 'dbt_invocations', row) %}
            {% set outcome = nightledger.append(facts, answer=nightledger.recorded_version_sql()) %}
            {% do nightledger.report_start(outcome) %}
        {% endif %}
    {% endif %}
{% endmacro %}
