{# The contract of one ledger table, as dbt parsed it from models/ledger/<table>.yml. None when the project disabled it. #}
{% macro ledger_table(table) %}
    {{ return(graph.nodes.get('model.nightledger.nightledger__' ~ table)) }}
{% endmacro %}
