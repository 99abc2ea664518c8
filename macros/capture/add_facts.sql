{#
    Add rows to the facts of a table. All rows of a table name their columns in the same order.
    Nulls at the end of a row are left away: BigQuery reads what is not in the list as null.
#}
{% macro add_facts(facts, table, rows) %}
    {% if table not in facts %}
        {% do facts.update({table: {'names': rows[0].keys() | list, 'facts': [], 'times': []}}) %}
    {% endif %}
    {% set texts = facts[table]['facts'] %}
    {% for row in rows %}
        {% do texts.append(modules.re.sub('(, ?null)+\\]$', ']', row.values() | list | tojson ~ '')) %}
    {% endfor %}
    {% do facts[table]['times'].extend(rows | map(attribute='occurred_at') | list) %}
{% endmacro %}
