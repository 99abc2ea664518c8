{#
    The rules to judge by: the argument, else those on the meta of the model `rules_of`, else those
    on the meta of the model that asks. Meta is known only once dbt has parsed the whole project.
#}
{% macro quarantine_rules(rules=none, rules_of=none) %}
    {% if rules %}
        {{ return(rules) }}
    {% endif %}
    {% if not execute %}
        {{ return({'not_parsed_yet': 'false'}) }}
    {% endif %}
    {% set meta = nightledger.model_meta(rules_of) if rules_of else nightledger.meta_of(model) %}
    {% set found = (meta.get('nightledger') or {}).get('quarantine') %}
    {% if not found %}
        {{ exceptions.raise_compiler_error(
            "nightledger: " ~ model.name ~ " splits rows by rules, but"
            ~ " config.meta.nightledger.quarantine of " ~ (rules_of or 'the model') ~ " is empty."
            ~ " Write {reason: condition} there, or pass `rules`"
            ~ " (in a unit test dbt shows no meta: pass `rules`)."
        ) }}
    {% endif %}
    {{ return(found) }}
{% endmacro %}
