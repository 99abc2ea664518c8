{# The statement that appends the facts from one position up to another. #}
{% macro facts_sql(table, facts, start, end) %}
    {% set node = nightledger.contract_node(table) %}
    {% set times = facts['times'][start:end] | sort %}
    {{ return(nightledger.append_sql(
        node, facts['names'], nightledger.raw_json_literal('[' ~ facts['facts'][start:end] | join(',') ~ ']'),
        nightledger.shared_of(node, facts['names']), times | first, times | last
    )) }}
{% endmacro %}


{# The shared values a table takes: those of its columns that its facts do not name. #}
{% macro shared_of(node, names) %}
    {% set shared = {} %}
    {% set known = nightledger.contract_columns(node) | map(attribute='name') | list %}
    {% for name, sql in nightledger.shared_values().items() if name in known and name not in names %}
        {% do shared.update({name: sql}) %}
    {% endfor %}
    {{ return(shared) }}
{% endmacro %}
