{# A relation of the audit dataset, by its name: a table, a view or a procedure. #}
{% macro relation(name) %}
    {% set node = nightledger.ledger_table('dbt_invocations') %}
    {{ return(api.Relation.create(database=node.database, schema=node.schema, identifier=name)) }}
{% endmacro %}
