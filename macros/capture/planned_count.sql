{#
    How many rows of results the command is to leave: those of the selected resources that always
    leave one. None when the engine does not say. `dbt build` does not say which unit tests it is to
    run, so none are counted.
#}
{% macro planned_count() %}
    {% if selected_resources is not defined or not selected_resources %}{{ return(none) }}{% endif %}
    {% set kinds = ['source'] if flags.WHICH == 'freshness' else ['model', 'seed', 'snapshot', 'function', 'test'] %}
    {% set nodes = graph.nodes %}
    {% set counted = namespace(rows=0) %}
    {% for unique_id in selected_resources %}
        {% set words = unique_id.split('.') %}
        {% set node = nodes.get(unique_id) %}
        {% if words[0] in kinds and words[1] != 'nightledger'
                and not (node and node.config.materialized ~ '' == 'ephemeral') %}
            {% set counted.rows = counted.rows + 1 %}
        {% endif %}
    {% endfor %}
    {{ return(counted.rows) }}
{% endmacro %}
