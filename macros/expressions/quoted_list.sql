{# The words of a setting that is a list, each as a SQL literal; a word nobody uses when it is empty. #}
{% macro quoted_list(name) -%}
    {%- for word in nightledger.setting(name) or ['none'] -%}
        '{{ word }}'{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
