{#
    Append facts with as few statements as their size allows.

    facts: as `collect_facts` returns them. answer: SQL of one string to read with the last write.
    afterwards: a statement for when all is written, none for nothing.
    Returns the outcome of the first script that failed, after which none is sent, else of the last.
    A filter in the `for` would not do: Jinja asks it about the next script before this one has run.
#}
{% macro append(facts, answer='cast(null as string)', afterwards=none) %}
    {% set ns = namespace(outcome=none) %}
    {% for statements in nightledger.pack_statements(facts) %}
        {% if ns.outcome is none or ns.outcome.ok %}
            {% if loop.last and afterwards %}{% do statements.append(afterwards) %}{% endif %}
            {% set ns.outcome = nightledger.run_script(statements, answer if loop.last else 'cast(null as string)') %}
        {% endif %}
    {% endfor %}
    {{ return(ns.outcome) }}
{% endmacro %}
