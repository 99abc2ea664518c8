{# An owner as one text: dbt allows a name, a list of names, or a mapping with name and one or more emails. #}
{% macro owner_name(owner) %}
    {% if owner is string %}{{ return(owner) }}{% endif %}
    {% set named = (owner.get('name') or owner.get('email')) if owner is mapping else owner %}
    {{ return(named if not named or named is string else named | join(', ')) }}
{% endmacro %}
