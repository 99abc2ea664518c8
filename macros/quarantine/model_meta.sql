{# The meta of a model of the asking model's project, by name; raises if there is no such model. #}
{% macro model_meta(name) %}
    {% for node in graph.nodes.values() if node.resource_type == 'model' and node.name == name %}
        {% if node.package_name == model.package_name %}
            {{ return(nightledger.meta_of(node)) }}
        {% endif %}
    {% endfor %}
    {{ exceptions.raise_compiler_error(
        "nightledger: " ~ model.name ~ " asks for the quarantine rules of '" ~ name ~ "', but "
        ~ model.package_name ~ " has no model of that name."
    ) }}
{% endmacro %}
