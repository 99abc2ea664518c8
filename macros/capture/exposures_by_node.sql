{#
    The exposures that read each node directly: {unique id of the node: [exposures]}, by their ids.

    Made once a command, so that a row costs one look and not a search through the project.
#}
{% macro exposures_by_node() %}
    {% set exposures = graph.exposures or {} %}
    {% set by_node = {} %}
    {% for name in exposures.keys() | list | sort(case_sensitive=true) %}
        {% set exposure = exposures[name] %}
        {% for unique_id in ((exposure.depends_on.nodes if exposure.depends_on else none) or []) | unique %}
            {% do by_node.setdefault(unique_id, []).append(exposure) %}
        {% endfor %}
    {% endfor %}
    {{ return(by_node) }}
{% endmacro %}
