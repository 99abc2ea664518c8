{# Why a savings account is set aside. A macro, so that unit tests see the rules too. #}
{% macro account_rules() %}
    {{ return({
        'balance is negative': 'balance_eur < 0',
        'balance is missing': 'balance_eur is null',
        'customer is missing': 'customer_id is null',
    }) }}
{% endmacro %}
