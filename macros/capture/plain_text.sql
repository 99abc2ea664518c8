{#
    Text a person reads: colour codes removed, cut at `limit` characters, or `text_limit`, with the cut marked.

    hides_secrets: also look for secrets, before the cut, for half of one does not look like one. In a very
    long text only where the cut will be, and well beyond.
#}
{% macro plain_text(text, limit=none, hides_secrets=false) %}
    {% if text is undefined or text is none or text == '' %}{{ return(none) }}{% endif %}
    {% set text = modules.re.sub('\u001b\\[[0-9;]*[A-Za-z]', '', text ~ '') %}
    {% set limit = limit or nightledger.setting('text_limit') %}
    {% set shown = nightledger.redact_text(text[:4 * limit]) if hides_secrets else text %}
    {% if text | length <= 4 * limit and shown | length <= limit %}{{ return(shown) }}{% endif %}
    {{ return(shown[:limit] ~ ' … [cut, ' ~ (text | length) ~ ' characters in all]') }}
{% endmacro %}
