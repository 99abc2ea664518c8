{# The rows a plan of retention would remove at once, by table: {'row_count', 'first_day'}. #}
{% macro retention_removals(plan, existing) %}
    {% set selects = [] %}
    {% for entry in plan if entry.days and entry.table in existing %}
        {% do selects.append(
            "select '" ~ entry.table ~ "' as table_name, count(*) as row_count,"
            ~ ' cast(date(min(recorded_at)) as string) as first_day from ' ~ nightledger.relation(entry.table)
            ~ ' where recorded_at < timestamp_sub(timestamp_trunc(current_timestamp(), day), interval '
            ~ entry.days ~ ' day)'
        ) %}
    {% endfor %}
    {% set found = {} %}
    {% if selects %}
        {% for row in run_query(selects | join('\nunion all\n')).rows if row['row_count'] %}
            {% do found.update({row['table_name']: {'row_count': row['row_count'] | int, 'first_day': row['first_day']}}) %}
        {% endfor %}
    {% endif %}
    {{ return(found) }}
{% endmacro %}
