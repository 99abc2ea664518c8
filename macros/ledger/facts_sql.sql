{# The statement that appends the facts from one position up to another. #}
{% macro facts_sql(table, facts, start, end) %}
    {% set times = facts['times'][start:end] | sort %}
    {{ return(nightledger.append_sql(
        nightledger.contract_node(table), facts['names'], facts['facts'][start:end],
        nightledger.shared_values(), times | first, times | last
    )) }}
{% endmacro %}
