{# What each table and view was last brought to: {name: {'checksum', 'version'}}; empty before the first setup. #}
{% macro recorded_migrations(existing) %}
    {% set recorded = {} %}
    {% if 'ledger_migrations' in existing %}
        {% set rows = run_query(
            'select table_name, max_by(contract_checksum, recorded_at) as contract_checksum,'
            ~ ' max_by(version, recorded_at) as version from '
            ~ nightledger.relation('ledger_migrations') ~ ' group by table_name'
        ).rows %}
        {% for row in rows %}{% do recorded.update({row[0]: {'checksum': row[1], 'version': row[2]}}) %}{% endfor %}
    {% endif %}
    {{ return(recorded) }}
{% endmacro %}
