{#
    The failing tests whose rows are fetched: [{'test', 'assets', 'sql'}]. Notes in `samples` why others
    are not.

    A test's query reads again what the test itself read, so the bytes dbt reported for the failing
    tests tell in advance what the sample costs.
#}
{% macro choose_samples(results, samples) %}
    {% set is_on = nightledger.setting('samples') %}
    {% set most_tests = nightledger.setting('sample_tests') %}
    {% set most_bytes = nightledger.setting('sample_budget_bytes') %}
    {% set longest = nightledger.setting('statement_bytes') // 2 %}
    {% set chosen = [] %}
    {% set ns = namespace(bytes=0, size=0) %}
    {% for result in results
            if result.node.resource_type ~ '' == 'test' and (result.status ~ '') | lower in ['fail', 'warn'] %}
        {% set test = nightledger.graph_node(result.node) %}
        {% set assets = nightledger.assets_read(test) %}
        {% set unique_id = test.unique_id %}
        {% set sql = nightledger.failing_rows_sql(result) %}
        {% set bytes = (result.adapter_response or {}).get('bytes_processed') or 0 %}
        {% if not is_on or not nightledger.may_sample(test, assets) %}
            {% do samples.update({unique_id: {'rows': none, 'status': 'off'}}) %}
        {% elif sql is none %}
            {% do samples.update({unique_id: {'rows': none, 'status': 'not available: this engine hands no SQL to hooks; store_failures helps'}}) %}
        {% elif chosen | length >= most_tests or ns.bytes + bytes > most_bytes or ns.size + sql | length > longest %}
            {% do samples.update({unique_id: {'rows': none, 'status': 'over budget'}}) %}
        {% else %}
            {% set ns.bytes = ns.bytes + bytes %}
            {% set ns.size = ns.size + sql | length %}
            {% do chosen.append({'test': test, 'assets': assets, 'sql': sql}) %}
        {% endif %}
    {% endfor %}
    {{ return(chosen) }}
{% endmacro %}
