{#
    Facts as insert statements, and those as scripts of at most `statement_bytes` each.

    A script is filled with the facts of one table after the other, so that a run of ordinary size
    is one script. BigQuery refuses a query text over one megabyte, so a fact that large is cut.
#}
{% macro pack_statements(facts) %}
    {% set limit = nightledger.setting('statement_bytes') %}
    {% set scripts = [[]] %}
    {% set ns = namespace(size=0) %}
    {% for table in facts %}
        {% set envelope = nightledger.envelope_size(table, facts[table]) %}
        {% do nightledger._cut_large_facts(table, facts[table], envelope) %}
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


{# Cut the long values of facts that no statement could hold; a key stays whole. #}
{% macro _cut_large_facts(table, facts, envelope) %}
    {% set most = nightledger.defaults().statement_bytes - envelope %}
    {% set sizes = nightledger.byte_sizes(facts['facts']) %}
    {% if (sizes | max) > most %}
        {% set texts = [] %}
        {% for size in sizes %}
            {% set text = facts['facts'][loop.index0] %}
            {% do texts.append(text if size <= most else nightledger._cut_fact(table, facts['names'], text)) %}
        {% endfor %}
        {% do facts.update({'facts': texts}) %}
    {% endif %}
{% endmacro %}


{# One fact with its long values cut. #}
{% macro _cut_fact(table, names, text, longest=2000) %}
    {% set node = nightledger.contract_node(table) %}
    {% set columns = nightledger.columns_by_name(node) %}
    {% set values = [] %}
    {% for value in fromjson(text) %}
        {% set name = names[loop.index0] %}
        {% set spelled = value | tojson ~ '' %}
        {% if spelled | length <= longest or name in nightledger.contract_of(node).natural_key %}
            {% do values.append(value) %}
        {% else %}
            {% do values.append(nightledger._cut_value(value, spelled, columns[name].data_type)) %}
        {% endif %}
    {% endfor %}
    {{ return(values | tojson ~ '') }}
{% endmacro %}


{# The beginning of a long value, in its column's type, and how long it was. #}
{% macro _cut_value(value, spelled, data_type, shown=500) %}
    {% set text = value if value is string else spelled %}
    {% set cut = text[:shown] ~ ' … [cut, ' ~ (text | length) ~ ' characters in all]' %}
    {{ return({'cut': cut} if data_type == 'json' else [cut] if data_type.startswith('array') else cut) }}
{% endmacro %}
