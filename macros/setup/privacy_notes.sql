{# What of the project may let personal data into the ledger, or past it, in words: [] when nothing seems to. #}
{% macro privacy_notes() %}
    {% set notes = [] %}
    {% set columns = nightledger._unmarked_personal_columns() %}
    {% if columns %}
        {% do notes.append(
            'columns that look personal and have no mark: ' ~ nightledger.short_list_text(columns)
            ~ '. Mark them (tag or meta: pii), or say that they are not (meta: {pii: false})'
        ) %}
    {% endif %}
    {% if nightledger.elementary_place() and var('test_sample_row_count', 5) | int != 0
            and not var('disable_samples_on_pii_tags', false) %}
        {% do notes.append(
            'Elementary stores rows of failing tests too, and masks none of them by itself: set the variable'
            ~ ' test_sample_row_count: 0, or disable_samples_on_pii_tags and pii_tags, under vars of dbt_project.yml;'
            ~ ' under vars: elementary: your tests do not see them'
        ) %}
    {% endif %}
    {{ return(notes) }}
{% endmacro %}


{# Declared columns, `asset.column`, whose name says personal data and that nobody marked or looked at. #}
{% macro _unmarked_personal_columns() %}
    {% set word = '(^|_)(e_?mail|iban|ssn|social_security|personal_?(id|number|nummer)|personnummer|national_(id|number)|tax_(id|number)'
        ~ '|passport|phone|mobile|telephone|msisdn|birth(day|date|_?date|_year)?|date_of_birth|dob|(first|last|middle|maiden|full|given|sur|family)_?name'
        ~ '|surname|street|address|post_?code|zip_?code|gender|ethnicity|religion|salary|account_number|card_number|pan|ip_address)(_|$)' %}
    {% set found = [] %}
    {% for asset in graph.nodes.values() | list + graph.sources.values() | list
            if asset.resource_type ~ '' in ['model', 'seed', 'snapshot', 'source'] and asset.package_name != 'nightledger' %}
        {% if not nightledger.is_marked(asset) and not nightledger.is_reviewed(asset) %}
            {% for column in (asset.columns or {}).values()
                    if modules.re.search(word, nightledger.column_key(column.name) | replace('.', '_')) %}
                {% if not nightledger.is_marked(column) and not nightledger.is_reviewed(column) %}
                    {% do found.append(asset.name ~ '.' ~ column.name) %}
                {% endif %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
