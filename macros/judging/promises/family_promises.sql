{#
    The branches that tell what facts of one family promise, by name: SELECTs of promise_columns.

    family: dbt, dagster or dlt.
#}
{% macro family_promises(family) %}
    {% set promises = {'promised_usual_' ~ family ~ '_starts': nightledger.promised_usual_starts(family)} %}
    {% if nightledger.declared_runs() | selectattr('every_hours') | list %}
        {% do promises.update({
            'promised_declared_' ~ family ~ '_starts': nightledger.promised_declared_starts(family),
        }) %}
    {% endif %}
    {% if nightledger.declared_runs() | selectattr('by') | list %}
        {% do promises.update({'promised_' ~ family ~ '_ends': nightledger.promised_ends(family)}) %}
    {% endif %}
    {% if family == 'dbt' %}
        {% do promises.update({
            'promised_runs': nightledger.promised_runs(),
            'promised_refreshes': nightledger.promised_refreshes(),
        }) %}
    {% elif family == 'dagster' %}
        {% do promises.update({
            'promised_dagster_runs': nightledger.promised_dagster_runs(),
            'promised_schedules': nightledger.promised_schedules(),
        }) %}
    {% endif %}
    {{ return(promises) }}
{% endmacro %}
