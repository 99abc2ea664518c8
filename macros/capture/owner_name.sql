{# An owner as one text: dbt allows a name, a list of names, or a mapping with name and one or more emails. #}
{% macro owner_name(owner) %}
    {% if owner is string %}{{ return(owner) }}{% endif %}
    {% set named = (owner.get('name') or owner.get('email')) if owner is mapping else owner %}
    {% if not named %}{{ return(none) }}{% endif %}
    {% set is_list = named is iterable and named is not string and named is not mapping %}
    {{ return(named | join(', ') if is_list else named ~ '') }}
{% endmacro %}
