{#
    Add rows to the facts of a table, without secrets. All rows of a table name their columns in the
    same order. Nulls at the end of a row are left away: BigQuery reads what is not in the list as null.

    All rows are searched at once for what could be a secret, then only those that have it, then their
    columns: nearly all runs end with the first.
#}
{% macro add_facts(facts, table, rows) %}
    {% if table not in facts %}
        {% do facts.update({table: {'names': rows[0].keys() | list, 'facts': [], 'times': []}}) %}
    {% endif %}
    {% set patterns = nightledger.redaction_patterns() %}
    {#- a string, which stays as it is, or a blank between values -#}
    {% set blanks = '("[^"\\\\]*(?:\\\\.[^"\\\\]*)*")|\\s' %}
    {% set texts = [] %}
    {% for row in rows %}{% do texts.append(row.values() | list | tojson ~ '') %}{% endfor %}
    {% set is_suspect = nightledger.may_hold_secrets(texts | join('\n'), patterns) %}
    {% for text in texts %}
        {% set text = (
            nightledger._row_without_secrets(table, rows[loop.index0], patterns) | tojson ~ ''
            if is_suspect and nightledger.may_hold_secrets(text, patterns) else text
        ) %}
        {% do facts[table]['facts'].append(modules.re.sub('(,null)+\\]$', ']', modules.re.sub(blanks, '\\1', text))) %}
    {% endfor %}
    {% do facts[table]['times'].extend(rows | map(attribute='occurred_at') | list) %}
{% endmacro %}


{# The values of a row, redacted but for the columns whose contract says `redact: false`. #}
{% macro _row_without_secrets(table, row, patterns) %}
    {% set columns = nightledger.columns_by_name(nightledger.contract_node(table)) %}
    {% set values = [] %}
    {% for name, value in row.items() %}
        {% set column = columns.get(name) or {} %}
        {% set about = (column.config.meta if column.config else none) or column.meta or {} %}
        {% set is_kept = value is none or value is number or (about.get('nightledger') or {}).get('redact') is false %}
        {% do values.append(value if is_kept else nightledger.redact(value, patterns)) %}
    {% endfor %}
    {{ return(values) }}
{% endmacro %}
