{# Where the ledger of this target is, as `project.dataset`. #}
{% macro ledger_schema() %}
    {% set node = nightledger.ledger_table('dbt_invocations') %}
    {{ return(node.database ~ '.' ~ node.schema) }}
{% endmacro %}
