{# What the ledger's dataset holds, by name: `table`, `view` and so on. One metadata call, no job. #}
{% macro existing_relations() %}
    {% set place = nightledger.ledger_place() %}
    {% set dataset = api.Relation.create(database=place.database, schema=place.schema).without_identifier() %}
    {% set found = {} %}
    {% for relation in adapter.list_relations_without_caching(dataset) %}
        {% do found.update({relation.identifier: relation.type ~ ''}) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
