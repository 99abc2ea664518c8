{#
    Text a person reads: colour codes removed, cut at `limit` characters, or `text_limit`, with the cut marked.

    What is written is searched for secrets where it is written (`add_facts`). What has to be cut is
    searched before, for half a secret does not look like one; in a very long text only where the cut
    will be, and well beyond.
#}
{% macro plain_text(text, limit=none) %}
    {% if text is undefined or text is none or text == '' %}{{ return(none) }}{% endif %}
    {% set text = modules.re.sub('\u001b\\[[0-9;]*[A-Za-z]', '', text ~ '') %}
    {% set limit = limit or nightledger.setting('text_limit') %}
    {% if text | length <= limit %}{{ return(text) }}{% endif %}
    {% set shown = nightledger.redact_text(text[:4 * limit]) %}
    {% if text | length <= 4 * limit and shown | length <= limit %}{{ return(shown) }}{% endif %}
    {{ return(shown[:limit] ~ ' … [cut, ' ~ (text | length) ~ ' characters in all]') }}
{% endmacro %}
