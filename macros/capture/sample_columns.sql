{#
    What a test's query gives, as {name: whether it is shown}; {} when nothing of it may be shown.

    Known are the columns of dbt's own tests, which name the tested value `unique_field`,
    `value_field` or `from_field`, of ours, which only count, and of a query that takes columns as they
    are from one declared relation (`plain_select`). Under any other name a query may compute what it likes.
#}
{% macro sample_columns(test, code, assets, known) %}
    {% if nightledger.is_marked(test) %}{{ return({}) }}{% endif %}
    {% if 'macro.nightledger.test_row_count_in_band' in (test.depends_on.macros if test.depends_on else none) or [] %}
        {{ return({'row_count': true, 'usual_from': true, 'usual_to': true, 'explanation': true}) }}
    {% endif %}
    {% set field = nightledger._field_of_dbts_test(test) %}
    {% set asset = nightledger._asset_of(test, assets) %}
    {% if field %}
        {% set columns = {field: asset is not none and nightledger.is_shown(
            test.column_name or test.test_metadata.kwargs.column_name, nightledger.shown_columns(asset, known)
        )} %}
        {% if not columns[field] %}{{ return({}) }}{% endif %}
        {% if field != 'from_field' %}{% do columns.update({'n_records': true}) %}{% endif %}
        {{ return(columns) }}
    {% endif %}
    {% set selected = nightledger.plain_select(code, assets) %}
    {% if not selected %}{{ return({}) }}{% endif %}
    {% set shown = nightledger.shown_columns(selected.asset, known) %}
    {% set columns = {} %}
    {% for name in selected.names or nightledger._top_columns(selected.asset, test) %}
        {% if modules.re.match('^\\w+$', name.split('.')[-1]) and columns | length < 40 %}
            {% set is_open = nightledger.is_shown(name, shown) %}
            {% do columns.update({name.split('.')[-1]: is_open and columns.get(name.split('.')[-1], true)}) %}
        {% endif %}
    {% endfor %}
    {{ return(columns if true in columns.values() else {}) }}
{% endmacro %}


{# How one of dbt's own tests names the tested value; none for a test of another origin. #}
{% macro _field_of_dbts_test(test) %}
    {% set fields = {'unique': 'unique_field', 'accepted_values': 'value_field', 'relationships': 'from_field'} %}
    {% set metadata = test.test_metadata %}
    {% if not metadata or metadata.namespace or metadata.name not in fields %}{{ return(none) }}{% endif %}
    {% for macro in (test.depends_on.macros if test.depends_on else none) or [] %}
        {% if macro.split('.')[-1].endswith('test_' ~ metadata.name) and not macro.startswith('macro.dbt.') %}
            {{ return(none) }}
        {% endif %}
    {% endfor %}
    {{ return(fields[metadata.name]) }}
{% endmacro %}


{# The asset whose column a test is about: its attached node, else the only one it reads. #}
{% macro _asset_of(test, assets) %}
    {% for asset in assets if asset.unique_id == test.attached_node or assets | length == 1 %}
        {{ return(asset) }}
    {% endfor %}
    {{ return(none) }}
{% endmacro %}


{# Names of an asset's declared columns that are not inside others, the tested one first. #}
{% macro _top_columns(asset, test) %}
    {% set tested = nightledger.column_key(test.column_name).split('.')[0] %}
    {% set first = [] %}
    {% set others = [] %}
    {% for column in asset.columns.values() %}
        {% set name = modules.re.sub('[`"\\s]', '', column.name) %}
        {% if '.' not in name %}
            {% do (first if name | lower == tested else others).append(name) %}
        {% endif %}
    {% endfor %}
    {{ return(first + others) }}
{% endmacro %}
