{#
    The arguments of a generic test without the model and the column it is attached to; none when
    there are no others. Cut when longer than `limit` characters of JSON, then without secrets.

    harmless: `harmless_arguments`. Most arguments are, and to look at every value costs more than
    all else about a row. JSON spells a character with twelve at most.
#}
{% macro test_kwargs(kwargs, limit, harmless) %}
    {% set others = {} %}
    {% for name, value in kwargs.items() if name not in ['model', 'column_name'] %}
        {% do others.update({name: value}) %}
    {% endfor %}
    {% if not others %}{{ return(none) }}{% endif %}
    {% set spelled = others ~ '' %}
    {% set clean = others if modules.re.match(harmless, spelled) else nightledger.redact(others) %}
    {% if spelled | length * 12 <= limit %}{{ return(clean) }}{% endif %}
    {% set text = clean | tojson %}
    {{ return(clean if text | length <= limit else {'cut': (nightledger.redact(others) | tojson)[:limit]}) }}
{% endmacro %}
