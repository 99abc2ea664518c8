{# After the last node: record every result, with a sample of what broke each failing test. #}
{% macro on_run_end(results) %}
    {% if nightledger.should_capture() and not nightledger.missing_tables() %}
        {% set times = nightledger.execution_times(results) %}
        {% set samples = nightledger.sample_failures(results) %}
        {% set facts = nightledger.collect_facts(results, samples, times) %}
        {% set counted = namespace(rows=0) %}
        {% for table in facts.values() %}
            {% set counted.rows = counted.rows + table['facts'] | length %}
        {% endfor %}
        {% do nightledger.add_fact(
            facts, 'dbt_invocations',
            nightledger.invocation_row('finished', times.finished_at, counted.rows)
        ) %}
        {% do nightledger.report_end(nightledger.append(facts)) %}
    {% endif %}
{% endmacro %}
