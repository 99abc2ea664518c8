{#
    Run statements as one BigQuery script that cannot fail: the one place where the package writes.

    statements: SQL texts without a semicolon. answer: SQL of one string to read after them.
    Returns {'ok': true, 'answer': text} or {'ok': false, 'error': BigQuery's message}.
#}
{% macro run_script(statements, answer='cast(null as string)') %}
    {% set result = run_query(nightledger.script_sql(statements, answer)) %}
    {% set row = result.rows[0] %}
    {{ return({'ok': row[0] == 'ok', 'answer': row[1], 'error': row[1]}) }}
{% endmacro %}
