{# Text a person reads: colour codes removed, cut at `limit` characters, or `text_limit`, with the cut marked. #}
{% macro plain_text(text, limit=none) %}
    {% if text is undefined or text is none or text == '' %}{{ return(none) }}{% endif %}
    {% set text = modules.re.sub('\u001b\\[[0-9;]*[A-Za-z]', '', text ~ '') %}
    {% set limit = limit or nightledger.setting('text_limit') %}
    {% if text | length <= limit %}{{ return(text) }}{% endif %}
    {{ return(text[:limit] ~ ' … [cut, ' ~ (text | length) ~ ' characters in all]') }}
{% endmacro %}
