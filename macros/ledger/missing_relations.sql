{# Names of ledger tables and views that are not among those that exist. #}
{% macro missing_relations(existing) %}
    {{ return(nightledger.ledger_names() | reject('in', existing.keys() | list) | list) }}
{% endmacro %}
