{# Whether a column, or a whole asset, is marked as personal data: a tag `pii` or `meta.pii: true`. #}
{% macro is_pii(thing) %}
    {% set meta = (thing.config.meta if thing.config else none) or thing.meta or {} %}
    {% set tags = (thing.config.tags if thing.config else none) or thing.tags or [] %}
    {{ return(meta.get('pii', false) or 'pii' in tags) }}
{% endmacro %}
