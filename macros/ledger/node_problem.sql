{# What the project's configuration makes of the package's nodes that they must not be, in words; none when all is well. #}
{% macro node_problem() %}
    {% if nightledger.contract_node('dbt_invocations') is none %}
        {{ return(
            'its nodes are disabled in this project, or `+meta` replaces what they say of themselves'
            ~ ' (meta.nightledger), so nothing is put on record. '
            ~ nightledger.repair_of_nodes() ~ '\nTo record nothing and hear nothing: vars: {nightledger: {capture: false}}'
        ) }}
    {% endif %}
    {% set made = {} %}
    {% for kind in ['table', 'view'] %}
        {% for node in nightledger.contract_nodes(kind).values() if node.config.materialized != 'ephemeral' %}
            {% do made.update({node.config.materialized: made.get(node.config.materialized, 0) + 1}) %}
        {% endfor %}
    {% endfor %}
    {% if not made %}{{ return(none) }}{% endif %}
    {{ return(
        'this project materializes ' ~ made.values() | sum ~ ' nodes of Nightledger as ' ~ made | join(', ')
        ~ '. What dbt makes of them is empty and a `ref` of them reads nothing; the ledger itself is'
        ~ ' untouched. ' ~ nightledger.repair_of_nodes()
    ) }}
{% endmacro %}
