{#
    Judge the facts that no look has read yet: `dbt run-operation nightledger.look`. What a router
    does each minute, and the end hook when there is none.
#}
{% macro look() %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% do nightledger.require_bigquery() %}
    {% set outcome = nightledger.run_script(['call ' ~ nightledger.relation('look') ~ '()']) %}
    {% if not outcome.ok %}
        {{ exceptions.raise_compiler_error(
            'nightledger.look could not judge the facts in ' ~ nightledger.ledger_name()
            ~ '.\nBigQuery said: ' ~ nightledger.redact_text(outcome.error)
            ~ '\nNothing was lost: the next look does the work. If the procedure is not there:'
            ~ ' dbt run-operation nightledger.setup'
        ) }}
    {% endif %}
    {% do nightledger.say('looked; what is wrong now: select * from ' ~ nightledger.relation('vw_open_problems')) %}
{% endmacro %}
