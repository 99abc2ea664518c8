{# The options of a dataset that `setup` creates; empty: the project asks for none. #}
{% macro dataset_options() %}
    {% set options = nightledger.asked_options(nightledger.contract_node('dbt_invocations'), 'default_kms_key_name') %}
    {{ return(' options(' ~ options | join(', ') ~ ')' if options else '') }}
{% endmacro %}
