{# Whether results can be written: the start hook has found or made the ledger, or has said why not. #}
{% macro ledger_is_there() %}
    {{ return(
        nightledger.contract_node('dbt_invocations') is not none
        and 'dbt_invocations' in nightledger.existing_relations()
    ) }}
{% endmacro %}
