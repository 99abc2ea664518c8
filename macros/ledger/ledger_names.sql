{# Names of the tables and views a ledger has. #}
{% macro ledger_names() %}
    {% set tables = nightledger.contract_nodes('table').keys() | list %}
    {{ return(tables + nightledger.contract_nodes('view').keys() | list) }}
{% endmacro %}
