{# The relation of a ledger table, from its contract. #}
{% macro ledger_relation(node) %}
    {{ return(api.Relation.create(
        database=node.database, schema=node.schema, identifier=node.alias, type='table'
    )) }}
{% endmacro %}
