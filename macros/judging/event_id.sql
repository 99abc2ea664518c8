{# Id of a verdict: of its kind and the fact judged; `mark` tells apart what one fact says twice. #}
{% macro event_id(kind, fact="row_id", mark=none) -%}
    to_hex(md5(concat({{ kind }}, '\n', {{ fact }}
    {%- if mark is not none %}, '\n', {{ mark }}{% endif %})))
{%- endmacro %}
