{# What is wrong with the settings `retention_days` and `retention_holds`, a text each. #}
{% macro retention_mistakes() %}
    {% set mistakes = [] %}
    {% set days = nightledger.setting('retention_days') or {} %}
    {% set holds = nightledger.setting('retention_holds') or {} %}
    {% set nodes = nightledger.contract_nodes('table') %}
    {% set by_day = [] %}
    {% for name, node in nodes.items() if nightledger.contract_of(node).partition_by %}{% do by_day.append(name) %}{% endfor %}
    {% if days is not mapping or holds is not mapping %}
        {{ return(['retention_days and retention_holds are mappings: a table, or `all`, and its days or its reason']) }}
    {% endif %}
    {% set least = 2 * nightledger.setting('history_days') %}
    {% for name, number in days.items() %}
        {% if name != 'all' and name in nodes and name not in by_day %}
            {% do mistakes.append('retention_days: ' ~ name ~ ' is state, of which the oldest row still counts: it is kept for ever') %}
        {% elif name != 'all' and name not in nodes %}
            {% do mistakes.append('retention_days: there is no table ' ~ name ~ '; there are ' ~ by_day | sort | join(', ')) %}
        {% elif number is not integer or number is boolean or number < least %}
            {% do mistakes.append(
                'retention_days: ' ~ name ~ ': give whole days, at least ' ~ least
                ~ ' (twice history_days): what judges looks back that far'
            ) %}
        {% endif %}
    {% endfor %}
    {% for name, reason in holds.items() %}
        {% if name != 'all' and name not in nodes %}
            {% do mistakes.append('retention_holds: there is no table ' ~ name) %}
        {% elif reason is not string or not reason | trim %}
            {% do mistakes.append('retention_holds: ' ~ name ~ ': say why it is held') %}
        {% endif %}
    {% endfor %}
    {{ return(mistakes) }}
{% endmacro %}
