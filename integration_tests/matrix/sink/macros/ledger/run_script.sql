{# Keep the text of a script in a file of its own instead of sending it to BigQuery. #}
{% macro run_script(statements, answer='cast(null as string)') %}
    {% set script = nightledger.script_sql(statements, answer) | replace("'", "''") %}
    {% set file = env_var('NIGHTLEDGER_SINK') ~ '/' ~ modules.datetime.datetime.now() ~ '.json' %}
    {% do run_query("copy (select '" ~ script ~ "' as script) to '" ~ file ~ "' (format json)") %}
    {{ return({'ok': true, 'answer': none, 'error': none}) }}
{% endmacro %}
