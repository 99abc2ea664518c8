{% macro say_hello() %}{% do log('hello', info=true) %}{% endmacro %}
