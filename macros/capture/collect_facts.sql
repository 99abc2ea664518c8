{#
    Every result of a command as facts: {table: {'names': columns, 'facts': JSON lists, 'times': texts}}.

    Left out: exposures, and what `is_node_fact` leaves out.
#}
{% macro collect_facts(results, times) %}
    {% set nodes = [] %}
    {% set tests = [] %}
    {% set sources = [] %}
    {% for result in results %}
        {% set type = result.node.resource_type ~ '' %}
        {% if type in ['test', 'unit_test'] %}{% do tests.append(result) %}
        {% elif type == 'source' %}{% do sources.append(result) %}
        {% elif nightledger.is_node_fact(result) %}{% do nodes.append(result) %}
        {% endif %}
    {% endfor %}
    {% set facts = {} %}
    {% if nodes %}
        {% do nightledger.add_facts(facts, 'dbt_node_results', nightledger.node_result_rows(nodes, times)) %}
    {% endif %}
    {% if tests %}
        {% do nightledger.add_facts(facts, 'dbt_test_results', nightledger.test_result_rows(tests, times)) %}
    {% endif %}
    {% if sources %}
        {% do nightledger.add_facts(facts, 'dbt_source_freshness', nightledger.source_freshness_rows(sources, times)) %}
    {% endif %}
    {{ return(facts) }}
{% endmacro %}
