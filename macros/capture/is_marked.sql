{#
    Whether a node or a column is marked as personal data: by a tag, by `meta`, wherever dbt keeps
    them, or by a policy tag of BigQuery. The words are the setting `pii_marks`.
#}
{% macro is_marked(thing) %}
    {% if thing.policy_tags %}{{ return(true) }}{% endif %}
    {% set config = thing.config or {} %}
    {% set named = [] %}
    {% for tags in [config.tags, thing.tags] if tags %}
        {% do named.extend([tags] if tags is string else tags | list) %}
    {% endfor %}
    {% for meta in [config.meta, thing.meta, thing.source_meta] if meta %}
        {% do named.extend(nightledger._words_of_meta(meta)) %}
    {% endfor %}
    {{ return(nightledger._says_personal(named)) }}
{% endmacro %}


{# Whether somebody looked and found nothing personal: `meta` has a mark that is false. #}
{% macro is_reviewed(thing) %}
    {% set config = thing.config or {} %}
    {% for meta in [config.meta, thing.meta] if meta %}
        {% for key, value in meta.items() if value is false and nightledger._says_personal([key]) %}
            {{ return(true) }}
        {% endfor %}
    {% endfor %}
    {{ return(false) }}
{% endmacro %}


{# What `meta` says: its keys but those that are switched off, and its values that are one word. #}
{% macro _words_of_meta(meta) %}
    {% set off = ['', 'false', 'no', 'none', 'off', '0'] %}
    {% set found = [] %}
    {% for key, value in meta.items() if key not in ['owner', 'alerts', 'runbook_url', 'nightledger'] %}
        {% if value is mapping %}
            {% do found.extend(nightledger._words_of_meta(value)) %}
            {% if value %}{% do found.append(key) %}{% endif %}
        {% elif value is iterable and value is not string %}
            {% for item in value %}
                {% do found.extend(nightledger._words_of_meta(item) if item is mapping else [item]) %}
            {% endfor %}
            {% if value %}{% do found.append(key) %}{% endif %}
        {% elif (value | string | lower) not in off %}
            {% do found.append(key) %}
            {% if ' ' not in value | string %}{% do found.append(value) %}{% endif %}
        {% endif %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}


{# Whether one of the words is a mark, alone or beside others (`contains_pii`, `isPII`), not denied (`no_pii`). #}
{% macro _says_personal(words) %}
    {% if not words %}{{ return(false) }}{% endif %}
    {% set marks = nightledger.setting('pii_marks') %}
    {% for word in words %}
        {% set text = nightledger._mark_key(word) %}
        {% for mark in marks %}
            {% set key = nightledger._mark_key(mark) %}
            {% if key in text and not modules.re.search('_(no|non|not)' ~ key, text) %}{{ return(true) }}{% endif %}
        {% endfor %}
    {% endfor %}
    {{ return(false) }}
{% endmacro %}


{# A word as marks are compared: lower case, its parts between `_`. #}
{% macro _mark_key(word) %}
    {% set parts = modules.re.sub('([a-z0-9])([A-Z])', '\\1_\\2', word | string) %}
    {{ return('_' ~ (modules.re.sub('[^a-z0-9]+', '_', parts | lower)).strip('_') ~ '_') }}
{% endmacro %}
