{#
    Guarded statements that grant on each relation of the ledger what the project's `+grants` ask for.
    They only add: what somebody was given otherwise stays.
#}
{% macro grant_statements() %}
    {% set statements = [] %}
    {% for kind in ['table', 'view'] %}
        {% for name, node in nightledger.contract_nodes(kind).items() %}
            {% for role, people in (node.config.grants or {}).items() if people %}
                {% set grantees = [] %}
                {% for person in ([people] if people is string else people) %}
                    {% do grantees.append(nightledger.string_literal(person)) %}
                {% endfor %}
                {% do statements.append(nightledger.guarded_sql(
                    'grant on ' ~ name,
                    'grant `' ~ role | replace('`', '') ~ '` on ' ~ kind ~ ' ' ~ nightledger.relation(name)
                    ~ ' to ' ~ grantees | join(', ')
                )) %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {{ return(statements) }}
{% endmacro %}
