{#
    A few offending rows of every failing test, fetched in one query.

    Returns {unique id: {'rows': list or none, 'status': text}} with an entry for every failing
    test. Rows are masked here, before they can reach the ledger.
#}
{% macro sample_failures(results) %}
    {% set samples = {} %}
    {% set chosen = nightledger.choose_samples(results, samples) %}
    {% if chosen %}
        {% set found = run_query(nightledger.sample_sql(chosen)) %}
        {% do nightledger.read_samples(chosen, found, samples) %}
    {% endif %}
    {{ return(samples) }}
{% endmacro %}
