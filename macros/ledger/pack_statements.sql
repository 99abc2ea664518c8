{#
    Facts as insert statements, and those as scripts of at most `statement_bytes` each.

    A script is filled with the facts of one table after the other, so that a run of ordinary size
    is one script. BigQuery refuses a query text over one megabyte.
#}
{% macro pack_statements(facts) %}
    {% set limit = nightledger.setting('statement_bytes') %}
    {% set scripts = [[]] %}
    {% set ns = namespace(size=0) %}
    {% for table in facts %}
        {% set envelope = nightledger.envelope_size(table, facts[table]) %}
        {% set start = namespace(row=0) %}
        {% set ns.size = ns.size + envelope %}
        {% for bytes in nightledger.byte_sizes(facts[table]['facts']) %}
            {% set size = bytes + 1 %}
            {% if ns.size + size > limit and (loop.index0 > start.row or scripts[-1]) %}
                {% if loop.index0 > start.row %}
                    {% do scripts[-1].append(
                        nightledger.facts_sql(table, facts[table], start.row, loop.index0)
                    ) %}
                {% endif %}
                {% do scripts.append([]) %}
                {% set start.row = loop.index0 %}
                {% set ns.size = envelope %}
            {% endif %}
            {% set ns.size = ns.size + size %}
        {% endfor %}
        {% do scripts[-1].append(
            nightledger.facts_sql(table, facts[table], start.row, facts[table]['facts'] | length)
        ) %}
    {% endfor %}
    {{ return(scripts) }}
{% endmacro %}
