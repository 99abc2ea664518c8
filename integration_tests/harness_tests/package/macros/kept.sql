{% materialization kept, adapter='bigquery' %}
    {% set target_relation = this.incorporate(type='table') %}
    {% set columns = [] %}
    {% for column in model.columns.values() %}
        {% do columns.append(column.name ~ ' ' ~ column.data_type) %}
    {% endfor %}
    {% call statement('main') %}
        create table if not exists {{ target_relation }} ({{ columns | join(', ') }})
    {% endcall %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
