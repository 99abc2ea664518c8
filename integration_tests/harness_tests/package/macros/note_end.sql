{% macro note_end(results) %}
    {% if execute and flags.WHICH in ['build', 'run', 'test'] %}
        {% set node = graph.nodes['model.tiny_package.notes'] %}
        {% set notes = adapter.get_relation(node.database, node.schema, node.alias) %}
        {% set types = [] %}
        {% for column in adapter.get_columns_in_relation(notes) %}
            {% do types.append(column.name ~ ':' ~ column.data_type) %}
        {% endfor %}
        {{ log('NOTES ' ~ notes.type ~ ' ' ~ types | join(' '), info=true) }}
        {{ log('OUTCOME ' ~ tiny_package.write_note(notes), info=true) }}
        {% set missing = notes.incorporate(path={'identifier': 'missing'}) %}
        {{ log('OUTCOME ' ~ tiny_package.write_note(missing), info=true) }}
    {% endif %}
{% endmacro %}
