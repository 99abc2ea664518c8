{# The dataset the ledger is in, as `project.dataset`. #}
{% macro ledger_name() %}
    {% set place = nightledger.ledger_place() %}
    {{ return(place.database ~ '.' ~ place.schema) }}
{% endmacro %}
