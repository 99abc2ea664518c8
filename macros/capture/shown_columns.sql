{#
    The declared columns of an asset, by `column_key`: true for one whose values may be shown.

    Not shown: a marked column, one inside it or around it, every column of a marked asset, and every
    column of an asset that is built from something marked, until its `meta`, or the column's, says
    that it was looked at (`pii: false`): a name tells nothing of where a value came from.

    known: as for `reads_personal_data`.
#}
{% macro shown_columns(asset, known) %}
    {% if asset.unique_id in known.shown %}{{ return(known.shown[asset.unique_id]) }}{% endif %}
    {% set parents = (asset.depends_on.nodes if asset.depends_on else none) or [] %}
    {% set is_inherited = (
        not nightledger.is_reviewed(asset) and nightledger.reads_personal_data(parents, known)
    ) %}
    {% set whole = nightledger.is_marked(asset) %}
    {% set marked = [] %}
    {% set shown = {} %}
    {% for column in (asset.columns or {}).values() %}
        {% set key = nightledger.column_key(column.name) %}
        {% set is_hidden = nightledger.is_marked(column) %}
        {% if is_hidden %}{% do marked.append(key) %}{% endif %}
        {% do shown.update({key: not (
            whole or is_hidden or (is_inherited and not nightledger.is_reviewed(column))
        )}) %}
    {% endfor %}
    {% for key in shown %}
        {% for other in marked if key.startswith(other ~ '.') or other.startswith(key ~ '.') %}
            {% do shown.update({key: false}) %}
        {% endfor %}
    {% endfor %}
    {% do known.shown.update({asset.unique_id: shown}) %}
    {{ return(shown) }}
{% endmacro %}


{# Whether a column may be shown: it is declared so, or is inside one that is. #}
{% macro is_shown(name, shown) %}
    {% set key = nightledger.column_key(name) %}
    {% if key in shown %}{{ return(shown[key]) }}{% endif %}
    {% set around = key.split('.') %}
    {% for size in range(around | length - 1, 0, -1) %}
        {% set outer = around[:size] | join('.') %}
        {% if outer in shown %}{{ return(shown[outer]) }}{% endif %}
    {% endfor %}
    {{ return(false) }}
{% endmacro %}
