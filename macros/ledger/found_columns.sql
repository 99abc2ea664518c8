{#
    The columns of what the ledger's dataset holds, by table and column:
    {'data_type', 'description', 'is_partition', 'cluster_place'}. Empty without a dataset.
#}
{% macro found_columns(existing) %}
    {% set found = {} %}
    {% if not existing %}{{ return(found) }}{% endif %}
    {% set place = nightledger.ledger_place() %}
    {% set schema = '`' ~ place.database ~ '`.`' ~ place.schema ~ '`.INFORMATION_SCHEMA' %}
    {% set rows = run_query(
        'select table_name, column_name, lower(columns.data_type) as data_type, paths.description,'
        ~ " is_partitioning_column = 'YES' as is_partition, clustering_ordinal_position as cluster_place"
        ~ ' from ' ~ schema ~ '.COLUMNS as columns'
        ~ ' inner join ' ~ schema ~ '.COLUMN_FIELD_PATHS as paths using (table_name, column_name)'
        ~ ' where paths.field_path = column_name'
    ).rows %}
    {% for row in rows %}
        {% do found.setdefault(row['table_name'], {}).update({row['column_name']: {
            'data_type': row['data_type'],
            'description': row['description'],
            'is_partition': row['is_partition'],
            'cluster_place': row['cluster_place'],
        }}) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
