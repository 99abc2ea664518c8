{#
    A subject of Dagster's, told apart by its deployment where that has a name of its own: what is
    good in one deployment says nothing of another's.
#}
{% macro in_deployment(subject) -%}
    concat(if(deployment = 'dagster', '', concat(deployment, '/')), {{ subject }})
{%- endmacro %}
