{# A column's name as all names of columns are compared: lower case, without quotes and blanks around its parts. #}
{% macro column_key(name) %}
    {{ return(modules.re.sub('\\s*[`"\\[\\]]\\s*', '', (name or '') | string | trim | lower)) }}
{% endmacro %}
