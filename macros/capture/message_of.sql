{#
    What dbt said about a result; none when it only repeats the status in a word, as dbt v2 does. What
    the engine said of a failure is masked as the setting `messages` says.

    known: as for `reads_personal_data`.
#}
{% macro message_of(result, known, limit=none) %}
    {% set repeated = ['Succeeded', 'Pass', 'Warn', 'Fail', 'Error', 'Skipped', 'No-op'] %}
    {% set text = result.message %}
    {% if not text or text in repeated %}{{ return(none) }}{% endif %}
    {% set wanted = nightledger.setting('messages') %}
    {% if wanted != 'full' and (result.status ~ '') | lower in ['error', 'runtime error', 'partial success'] %}
        {% set start = (text ~ '')[:4 * (limit or nightledger.setting('text_limit'))] %}
        {% if wanted == 'class_only' %}
            {% set text = nightledger.engine_words(start) %}
        {% elif nightledger.reads_personal_data([result.node.unique_id], known) %}
            {# secrets first: what looks like a mail address may be the end of one #}
            {% set text = nightledger.mask_message(nightledger.redact_text(start)) %}
        {% endif %}
    {% endif %}
    {{ return(nightledger.plain_text(text, limit)) }}
{% endmacro %}
