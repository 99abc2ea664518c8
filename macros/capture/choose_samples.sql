{#
    The failing tests whose rows are taken: [{'unique_id', 'occurred_at', 'columns', 'sql'}], and the
    facts that say why others are not: {'chosen', 'facts'}.

    A test's query reads again what the test itself read, so the bytes dbt reported for the failing
    tests tell in advance what the sample costs.
#}
{% macro choose_samples(results, times) %}
    {% set is_on = nightledger.setting('samples') %}
    {% set most_tests = nightledger.setting('sample_tests') %}
    {% set most_bytes = nightledger.setting('sample_budget_bytes') %}
    {% set longest = nightledger.setting('statement_bytes') // 2 %}
    {% set known = nightledger.known_marks() %}
    {% set chosen = [] %}
    {% set facts = {} %}
    {% set ns = namespace(bytes=0, size=0) %}
    {% for result in results
            if result.node.resource_type ~ '' == 'test' and (result.status ~ '') | lower in ['fail', 'warn'] %}
        {% set test = nightledger.graph_node(result.node) %}
        {% set assets = nightledger.assets_read(test) %}
        {% set interval = times.by_id.get(test.unique_id) or [none, none] %}
        {% set fact = {'occurred_at': interval[1] or times.finished_at, 'unique_id': test.unique_id} %}
        {% set code = result.node.compiled_code or result.compiled_code or '' %}
        {% set sql = nightledger.failing_rows_sql(result) %}
        {% set bytes = (result.adapter_response or {}).get('bytes_processed') or 0 %}
        {% set columns = {} %}
        {% if not is_on or not nightledger.may_sample(test, assets) %}
            {% do fact.update({'sample_status': 'off'}) %}
        {% elif sql is none %}
            {% do fact.update({'sample_status': 'not available: this engine hands no SQL to hooks; store_failures helps'}) %}
        {% elif chosen | length >= most_tests or ns.bytes + bytes > most_bytes or ns.size + sql | length > longest %}
            {% do fact.update({'sample_status': 'over budget'}) %}
        {% else %}
            {% set columns = nightledger.sample_columns(test, code, assets, known) %}
            {% do fact.update({'sample_status': 'masked'}) %}
        {% endif %}
        {% if columns %}
            {% set ns.bytes = ns.bytes + bytes %}
            {% set ns.size = ns.size + sql | length + 150 * columns | length %}
            {% do fact.update({'columns': columns, 'sql': sql}) %}
            {% do chosen.append(fact) %}
        {% else %}
            {% do nightledger.add_fact(facts, 'dbt_test_samples', fact) %}
        {% endif %}
    {% endfor %}
    {{ return({'chosen': chosen, 'facts': facts}) }}
{% endmacro %}
