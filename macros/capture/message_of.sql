{#
    What dbt said about a result, without secrets; none when it only repeats the status in a word, as
    dbt v2 does. What dbt says of a success is the engine's own count, so it is not searched.
#}
{% macro message_of(result, limit=none) %}
    {% set repeated = ['Succeeded', 'Pass', 'Warn', 'Fail', 'Error', 'Skipped', 'No-op'] %}
    {% if result.message in repeated %}{{ return(none) }}{% endif %}
    {{ return(nightledger.plain_text(result.message, limit, hides_secrets=result.status ~ '' != 'success')) }}
{% endmacro %}
