{# The statement that appends the facts from one position up to another. #}
{% macro facts_sql(table, facts, start, end) %}
    {% set node = nightledger.contract_node(table) %}
    {% set shared = {} %}
    {% set known = nightledger.contract_columns(node) | map(attribute='name') | list %}
    {% for name, sql in nightledger.shared_values().items() if name in known and name not in facts['names'] %}
        {% do shared.update({name: sql}) %}
    {% endfor %}
    {% set times = facts['times'][start:end] | sort %}
    {{ return(nightledger.append_sql(
        node, facts['names'], facts['facts'][start:end], shared, times | first, times | last
    )) }}
{% endmacro %}
