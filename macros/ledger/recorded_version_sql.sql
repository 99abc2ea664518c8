{# SQL of the version of the package that last changed the ledger. #}
{% macro recorded_version_sql() %}
    {% set migrations = nightledger.ledger_relation(nightledger.ledger_table('ledger_migrations')) %}
    {{ return('(select max_by(version, recorded_at) from ' ~ migrations ~ ')') }}
{% endmacro %}
