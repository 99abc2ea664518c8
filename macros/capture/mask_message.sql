{#
    An engine's message with what may be a person's data as `***`: for a node that reads or builds
    something marked.
#}
{% macro mask_message(text) %}
    {% set patterns = nightledger.personal_patterns() %}
    {% set ns = namespace(text=text) %}
    {% for pattern in patterns['accounts'] %}
        {% for found in modules.re.findall(pattern, text) if nightledger.is_account(found) %}
            {% set ns.text = ns.text | replace(found, '***') %}
        {% endfor %}
    {% endfor %}
    {% for pattern in patterns['shapes'] + patterns['literals'] %}
        {% set ns.text = modules.re.sub(pattern, '***', ns.text) %}
    {% endfor %}
    {{ return(ns.text) }}
{% endmacro %}


{# Whether the check digits of an IBAN are right: ISO 13616, modulo 97. #}
{% macro is_account(text) %}
    {% set plain = modules.re.sub('[ -]', '', text) | upper %}
    {% if plain | length < 15 or plain | length > 34 %}{{ return(false) }}{% endif %}
    {% set digits = [] %}
    {% for sign in plain[4:] ~ plain[:4] %}
        {% do digits.append('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.find(sign) | string) %}
    {% endfor %}
    {{ return((digits | join | int) % 97 == 1) }}
{% endmacro %}


{# The engine's own words in a message, by which its class is known; none of what follows them. #}
{% macro engine_words(text) %}
    {% for forms in nightledger.error_forms().values() %}
        {% set found = modules.re.search('(?im)(?:^|: |\\s{2})((?:' ~ forms | join('|') ~ '))', text) %}
        {% if found %}{{ return(nightledger.mask_message(found.group(1))) }}{% endif %}
    {% endfor %}
    {{ return('not kept: the setting `messages` is class_only') }}
{% endmacro %}
