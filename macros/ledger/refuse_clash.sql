{#
    Stop before a model of the project replaces a table of the ledger: it would be built in the
    ledger's dataset under that very name, and facts would be gone.
#}
{% macro refuse_clash() %}
    {% if nightledger.contract_node('dbt_invocations') is none %}{{ return('') }}{% endif %}
    {% set place = nightledger.ledger_place() %}
    {% set names = nightledger.ledger_names() %}
    {% set clashes = [] %}
    {% for node in graph.nodes.values()
            if node.resource_type ~ '' in ['model', 'seed', 'snapshot'] and node.alias in names
            and node.schema == place.schema and node.database == place.database
            and node.config.materialized != 'ephemeral'
            and (selected_resources is not defined or node.unique_id in selected_resources) %}
        {% do clashes.append(node.unique_id ~ ' would be built as ' ~ nightledger.relation(node.alias)) %}
    {% endfor %}
    {% if clashes and 'ledger_migrations' in nightledger.existing_relations() %}
        {{ exceptions.raise_compiler_error(
            'nightledger: the ledger has tables of these names, and dbt would replace them. Nothing was built.\n  '
            ~ clashes | join('\n  ')
            ~ '\nGive the model another alias or schema, or the ledger another dataset:'
            ~ ' vars: {nightledger: {dataset: ' ~ target.schema ~ '_audit}}'
        ) }}
    {% endif %}
{% endmacro %}
