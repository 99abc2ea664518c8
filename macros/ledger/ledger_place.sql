{#
    Where the ledger, or one relation of it, is: {'database': project, 'schema': dataset}.

    The setting `dataset` decides, else the place dbt gives to the contract node.
#}
{% macro ledger_place(name='dbt_invocations') %}
    {% set chosen = ((nightledger.setting('dataset') or '') ~ '').split('.') %}
    {% set nodes = graph.nodes if execute else {} %}
    {% set ours = 'model.nightledger.nightledger__' %}
    {% set node = nodes.get(ours ~ name) or nodes.get(ours ~ 'dbt_invocations') or {} %}
    {{ return({
        'database': chosen[0] if chosen | length > 1 else node.database or target.database,
        'schema': chosen[-1] or node.schema or target.schema,
    }) }}
{% endmacro %}
