{#
    After the last node: record every result, with a sample of what broke each failing test.
    Of a rehearsal only that it ended. Where nobody else looks, it is judged at once.
#}
{% macro on_run_end(results) %}
    {% if nightledger.should_capture() and nightledger.ledger_is_there() %}
        {% set times = nightledger.execution_times(results) %}
        {% set evidence = [] if nightledger.is_rehearsal() else results %}
        {% set samples = nightledger.sample_failures(evidence) %}
        {% set facts = nightledger.collect_facts(evidence, samples, times) %}
        {% set counted = namespace(rows=0) %}
        {% for table in facts.values() %}
            {% set counted.rows = counted.rows + table['facts'] | length %}
        {% endfor %}
        {% do nightledger.add_fact(
            facts, 'dbt_invocations',
            nightledger.invocation_row('finished', times.finished_at, counted.rows)
        ) %}
        {% do nightledger.report_end(
            nightledger.append(facts, afterwards=nightledger.look_if_nobody_looks())
        ) %}
    {% endif %}
{% endmacro %}
