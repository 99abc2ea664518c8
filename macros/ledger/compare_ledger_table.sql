{#
    What an existing ledger table lacks of its contract.

    Returns {'missing': [column], 'conflicts': [text]}. A conflict is a column whose type differs:
    Nightledger never changes the type of a column that holds facts.
#}
{% macro compare_ledger_table(node, relation) %}
    {% set same_type = {'integer': 'int64', 'float': 'float64', 'boolean': 'bool'} %}
    {% set found = {} %}
    {% for column in adapter.get_columns_in_relation(relation) %}
        {% set data_type = column.data_type | lower %}
        {% do found.update({column.name: same_type.get(data_type, data_type)}) %}
    {% endfor %}
    {% set missing = [] %}
    {% set conflicts = [] %}
    {% for column in node.columns.values() %}
        {% if column.name not in found %}
            {% do missing.append(column) %}
        {% elif found[column.name] != column.data_type %}
            {% do conflicts.append(
                column.name ~ ' is ' ~ found[column.name] ~ ' in ' ~ relation
                ~ ' and ' ~ column.data_type ~ ' in the contract'
            ) %}
        {% endif %}
    {% endfor %}
    {{ return({'missing': missing, 'conflicts': conflicts}) }}
{% endmacro %}
