{#
    Whether one of some nodes, or anything they are built from, is marked as personal data or has a
    column that is.

    known: of `known_marks`, filled here, so that a node is looked at once however many tests read it.
#}
{% macro reads_personal_data(unique_ids, known) %}
    {% set ahead = [] %}
    {% set seen = {} %}
    {% for unique_id in unique_ids %}
        {% if unique_id in known.personal %}{{ return(true) }}{% endif %}
        {% if unique_id not in known.clean and unique_id not in seen %}
            {% do seen.update({unique_id: true}) %}
            {% do ahead.append(unique_id) %}
        {% endif %}
    {% endfor %}
    {% for _ in range(graph.nodes | length + graph.sources | length + ahead | length) %}
        {% if ahead %}
            {% set unique_id = ahead.pop() %}
            {% set node = graph.nodes.get(unique_id) or graph.sources.get(unique_id) %}
            {% if unique_id not in known.own %}
                {% do known.own.update({unique_id: nightledger._is_marked_within(node) if node else false}) %}
            {% endif %}
            {% if known.own[unique_id] or unique_id in known.personal %}
                {% if unique_ids | length == 1 %}{% do known.personal.update({unique_ids[0]: true}) %}{% endif %}
                {{ return(true) }}
            {% endif %}
            {% for parent in (node.depends_on.nodes if node and node.depends_on else none) or []
                    if parent not in seen and parent not in known.clean %}
                {% do seen.update({parent: true}) %}
                {% do ahead.append(parent) %}
            {% endfor %}
        {% else %}
            {% do known.clean.update(seen) %}
            {{ return(false) }}
        {% endif %}
    {% endfor %}
    {% do known.clean.update(seen) %}
    {{ return(false) }}
{% endmacro %}


{# What is known of the marks of a project's nodes, by unique id; nothing yet. #}
{% macro known_marks() %}
    {{ return({'own': {}, 'clean': {}, 'personal': {}, 'shown': {}}) }}
{% endmacro %}


{# Whether a node or one of its columns is marked. #}
{% macro _is_marked_within(node) %}
    {% if nightledger.is_marked(node) %}{{ return(true) }}{% endif %}
    {% for column in (node.columns or {}).values() %}
        {% if (column.tags or column.meta or column.config or column.policy_tags) and nightledger.is_marked(column) %}
            {{ return(true) }}
        {% endif %}
    {% endfor %}
    {{ return(false) }}
{% endmacro %}
