{#
    What dbt said about a result; none when it only repeats the status in a word, as dbt v2 does.
#}
{% macro message_of(result, limit=none) %}
    {% set repeated = ['Succeeded', 'Pass', 'Warn', 'Fail', 'Error', 'Skipped', 'No-op'] %}
    {% if result.message in repeated %}{{ return(none) }}{% endif %}
    {{ return(nightledger.plain_text(result.message, limit)) }}
{% endmacro %}
