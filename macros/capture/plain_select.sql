{#
    What a query takes when it takes columns as they are from one relation that the project knows:
    {'asset', 'names'}, where no names stand for all; none for any other query.

    It is read as text, so what is not understood is none: a join, an alias, an expression, a WITH, a
    set operation anywhere.
#}
{% macro plain_select(code, assets) %}
    {% if not code or code | length > 20000 %}{{ return(none) }}{% endif %}
    {% set text = modules.re.sub('(?m)^\\s*--.*$', '', code) | replace('`', '') | trim %}
    {% if modules.re.search('(?i)\\b(union|intersect|except|pivot|unpivot|unnest)\\b|\\|>|/\\*|;|\'\'\'|\"\"\"', text) %}
        {{ return(none) }}
    {% endif %}
    {% set name = '[\\w.$:-]+' %}
    {% set parts = modules.re.match(
        '(?is)select\\s+(?:distinct\\s+)?(\\*|[\\w.]+(?:\\s*,\\s*[\\w.]+)*\\s*,?)\\s+from\\s+'
        ~ '(?:(' ~ name ~ ')|\\(\\s*select\\s+\\*\\s+from\\s+(' ~ name ~ ')\\s+where\\s[^()]*\\)\\s*dbt_subquery)'
        ~ '(?:\\s+(?:as\\s+)?(?!(?:where|group|having|order|limit|qualify|join|cross|inner|left|right|full)\\b)(\\w+))?'
        ~ '\\s*(?:(?:where|group|having|order|limit|qualify)\\b.*)?$', text
    ) %}
    {% if not parts %}{{ return(none) }}{% endif %}
    {% set relation = parts.group(2) or parts.group(3) %}
    {% set alias = (parts.group(4) or relation.split('.')[-1]) | lower %}
    {% set ns = namespace(asset=none) %}
    {% for asset in assets if (asset.relation_name or '') | replace('`', '') == relation %}
        {% set ns.asset = asset %}
    {% endfor %}
    {% if ns.asset is none %}{{ return(none) }}{% endif %}
    {% set names = [] %}
    {% for column in parts.group(1).split(',') if column | trim not in ['', '*'] %}
        {% set column = column | trim %}
        {% set first = column.split('.')[0] | lower %}
        {% do names.append(column[first | length + 1:] if '.' in column and first == alias else column) %}
    {% endfor %}
    {{ return({'asset': ns.asset, 'names': names}) }}
{% endmacro %}
