{# Where the tables of the package Elementary are, as a relation without a name; none where the package is not. #}
{% macro elementary_place() %}
    {% for node in graph.nodes.values() if node.package_name == 'elementary' and node.resource_type ~ '' == 'model' %}
        {% if loop.first %}
            {{ return(api.Relation.create(database=node.database, schema=node.schema)) }}
        {% endif %}
    {% endfor %}
    {{ return(none) }}
{% endmacro %}


{# Says that Elementary's own command tells of failing tests too, which leaves a table behind; none when not. #}
{% macro second_teller_problem() %}
    {% set place = nightledger.elementary_place() %}
    {% if place and adapter.get_relation(database=place.database, schema=place.schema, identifier='alerts_v2') %}
        {{ return(
            'edr monitor has told of failing tests here: whatever Elementary finds is told twice.'
            ~ ' Stop it, then drop table ' ~ place.schema ~ '.alerts_v2; docs/elementary.md says how to share them out'
        ) }}
    {% endif %}
    {{ return(none) }}
{% endmacro %}
