{# SQL that reads the value at one position of a JSON list as a column's type; JSON's null is SQL's. #}
{% macro value_expression(data_type, position) %}
    {% set path = "'$[" ~ position ~ "]'" %}
    {% if data_type == 'string' %}
        {{ return("json_value(fact, " ~ path ~ ")") }}
    {% elif data_type == 'json' %}
        {{ return("parse_json(nullif(json_query(fact, " ~ path ~ "), 'null'), wide_number_mode=>'round')") }}
    {% elif data_type == 'array<string>' %}
        {% set items = "unnest(json_query_array(fact, " ~ path ~ ")) as item with offset as item_place" %}
        {{ return("array(select json_value(item) from " ~ items ~ " order by item_place)") }}
    {% else %}
        {{ return("cast(json_value(fact, " ~ path ~ ") as " ~ data_type ~ ")") }}
    {% endif %}
{% endmacro %}
