{#
    Statements as lists that each make a script BigQuery takes, of at most `statement_bytes`, in
    order. Each begins with the variable `refused`, for what `guarded_sql` catches.
#}
{% macro scripts_of(statements) %}
    {% set limit = nightledger.setting('statement_bytes') %}
    {% set first = 'declare refused array<string> default []' %}
    {% set scripts = [[first]] %}
    {% set ns = namespace(size=0) %}
    {% for size in nightledger.byte_sizes(statements) %}
        {% if ns.size and ns.size + size > limit %}
            {% do scripts.append([first]) %}
            {% set ns.size = 0 %}
        {% endif %}
        {% do scripts[-1].append(statements[loop.index0]) %}
        {% set ns.size = ns.size + size %}
    {% endfor %}
    {{ return(scripts) }}
{% endmacro %}
