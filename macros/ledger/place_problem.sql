{#
    Why the ledger must not be made where it would be, in words; none when nothing speaks against it.

    A dataset that others fill was hardly meant: a project's `generate_schema_name` or `+schema` has
    led there. Who names it in the setting `dataset` means it.
#}
{% macro place_problem(existing) %}
    {% if 'ledger_migrations' in existing or nightledger.setting('dataset') %}{{ return(none) }}{% endif %}
    {% set place = nightledger.ledger_place() %}
    {% set builders = [] %}
    {% for node in graph.nodes.values()
            if node.package_name != 'nightledger' and node.resource_type ~ '' in ['model', 'seed', 'snapshot']
            and node.schema == place.schema and node.database == place.database %}
        {% do builders.append(node.name) %}
    {% endfor %}
    {% set names = nightledger.ledger_names() %}
    {% set others = [] %}
    {% for name in existing if name not in names and not name.startswith('nightledger__') %}
        {% do others.append(name) %}
    {% endfor %}
    {% if not builders and not others %}{{ return(none) }}{% endif %}
    {% set what = 'this project builds ' ~ nightledger.short_list_text(builders) ~ ' there' if builders
        else 'it holds ' ~ nightledger.short_list_text(others) %}
    {{ return(
        'the ledger would be made in ' ~ nightledger.ledger_name() ~ ', which others use: ' ~ what
        ~ '. Nothing was made. Choose a dataset of its own in dbt_project.yml, or this one, if you mean it:'
        ~ '\n  vars: {nightledger: {dataset: ' ~ target.schema ~ '_audit}}'
    ) }}
{% endmacro %}
