{# The owner of a group. dbt v2 keeps a group's own facts one level down. #}
{% macro group_owner(name) %}
    {% for unique_id, group in graph.groups.items() if unique_id.split('.')[-1] == name %}
        {{ return(group.owner if group.owner is defined else group['__group_attr__'].owner) }}
    {% endfor %}
    {{ return(none) }}
{% endmacro %}
