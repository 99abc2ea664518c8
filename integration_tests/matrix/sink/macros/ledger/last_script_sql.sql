{# Keep the script in a file of its own; the hook has no text then. #}
{% macro last_script_sql(script) %}
    {% set text = script | replace("'", "''") %}
    {% set file = env_var('NIGHTLEDGER_SINK') ~ '/' ~ modules.datetime.datetime.now() ~ '.json' %}
    {% do run_query("copy (select '" ~ text ~ "' as script) to '" ~ file ~ "' (format json)") %}
    {{ return('') }}
{% endmacro %}
