{# SQL of the version of the package that last changed the ledger. #}
{% macro recorded_version_sql() %}
    {{ return('(select max_by(version, recorded_at) from ' ~ nightledger.relation('ledger_migrations') ~ ')') }}
{% endmacro %}
