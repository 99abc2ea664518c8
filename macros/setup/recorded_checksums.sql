{# The checksum of the contract each ledger table was last brought to; empty before the first setup. #}
{% macro recorded_checksums() %}
    {% set node = nightledger.ledger_table('ledger_migrations') %}
    {% set checksums = {} %}
    {% if adapter.get_relation(node.database, node.schema, node.alias) is not none %}
        {% set found = run_query(
            'select table_name, max_by(contract_checksum, recorded_at) as contract_checksum from '
            ~ nightledger.ledger_relation(node) ~ ' group by table_name'
        ) %}
        {% for row in found.rows %}{% do checksums.update({row[0]: row[1]}) %}{% endfor %}
    {% endif %}
    {{ return(checksums) }}
{% endmacro %}
