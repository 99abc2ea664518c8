{#
    The relation of a ledger table or view, by its name: `nightledger.relation('dbt_test_results')`.

    Works in models, hooks and run-operations. While dbt parses there is no graph yet, and the name
    stands for itself.
#}
{% macro relation(name) %}
    {% set place = nightledger.ledger_place(name) %}
    {{ return(api.Relation.create(database=place.database, schema=place.schema, identifier=name)) }}
{% endmacro %}
