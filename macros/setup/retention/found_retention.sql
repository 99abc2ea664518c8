{# The days BigQuery keeps the rows of each table that has such an option, by table. #}
{% macro found_retention(existing) %}
    {% if not existing %}{{ return({}) }}{% endif %}
    {% set place = nightledger.ledger_place() %}
    {% set rows = run_query(
        'select table_name, cast(cast(option_value as float64) as int64) as days from `' ~ place.database ~ '`.`'
        ~ place.schema ~ "`.INFORMATION_SCHEMA.TABLE_OPTIONS where option_name = 'partition_expiration_days'"
    ).rows %}
    {% set found = {} %}
    {% for row in rows %}{% do found.update({row['table_name']: row['days'] | int}) %}{% endfor %}
    {{ return(found) }}
{% endmacro %}
