{# An owner as one text: dbt allows a name, a list of names, or a mapping with name and email. #}
{% macro owner_name(owner) %}
    {% if owner is string %}{{ return(owner) }}{% endif %}
    {% if owner is mapping %}{{ return(owner.get('name') or owner.get('email')) }}{% endif %}
    {{ return(owner | join(', ')) }}
{% endmacro %}
