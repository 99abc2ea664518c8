{# The lines of dbt_project.yml with which the nodes of the package are what they have to be. #}
{% macro repair_of_nodes() %}
    {{ return(
        'Add to dbt_project.yml:\n  models:\n    nightledger: {+enabled: true, +materialized: ephemeral}'
    ) }}
{% endmacro %}
