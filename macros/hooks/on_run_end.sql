{#
    After the last node: record every result, then take samples of what broke the failing tests. Of
    a rehearsal only that it ended. Where nobody else looks, it is judged at once, after the samples.

    Samples come last, as the hook's own SQL: whatever becomes of them, the results are on record.
#}
{% macro on_run_end(results) %}
    {% if nightledger.should_capture() and nightledger.ledger_is_there() %}
        {% set times = nightledger.execution_times(results) %}
        {% set evidence = [] if nightledger.is_rehearsal() else results %}
        {% set facts = nightledger.collect_facts(evidence, times) %}
        {% set counted = namespace(rows=0) %}
        {% for table in facts.values() %}
            {% set counted.rows = counted.rows + table['facts'] | length %}
        {% endfor %}
        {% do nightledger.add_fact(
            facts, 'dbt_invocations',
            nightledger.invocation_row('finished', times.finished_at, counted.rows)
        ) %}
        {% set samples = nightledger.choose_samples(evidence, times) %}
        {% do facts.update(samples.facts) %}
        {% set look = nightledger.look_if_nobody_looks() %}
        {% set outcome = nightledger.append(facts, afterwards=none if samples.chosen else look) %}
        {% do nightledger.report_end(outcome) %}
        {% if samples.chosen and outcome.ok %}
{{ nightledger.last_script_sql(nightledger.samples_sql(samples.chosen, look)) }}
        {% endif %}
    {% endif %}
{% endmacro %}
