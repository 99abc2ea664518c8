{# The columns of what is in DuckDB: the project's hook makes an old table there. #}
{% macro found_columns(existing) %}
    {% set found = {} %}
    {% set place = nightledger.ledger_place() %}
    {% for name in existing %}
        {% set relation = adapter.get_relation(place.database, place.schema, name) %}
        {% if relation is not none %}
            {% set columns = {} %}
            {% for column in adapter.get_columns_in_relation(relation) %}
                {% do columns.update({column.name: {
                    'data_type': 'timestamp',
                    'description': none,
                    'is_partition': column.name == 'recorded_at',
                    'cluster_place': none,
                }}) %}
            {% endfor %}
            {% do found.update({name: columns}) %}
        {% endif %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
