{#
    How an existing ledger table differs from its contract.

    found: its columns, as `found_columns` gives them. Returns {'missing': columns, 'reworded': columns
    whose description differs, 'conflicts': texts, 'notes': texts}. A conflict is what Nightledger
    never changes in a table that holds facts: the type of a column, the partition.
#}
{% macro compare_ledger_table(node, found) %}
    {% set about = nightledger.contract_of(node) %}
    {% set differences = {'missing': [], 'reworded': [], 'conflicts': [], 'notes': []} %}
    {% for column in nightledger.contract_columns(node) %}
        {% set there = found.get(column.name) %}
        {% if there is none %}
            {% do differences.missing.append(column) %}
        {% elif there.data_type != column.data_type %}
            {% do differences.conflicts.append(
                'column ' ~ column.name ~ ' of ' ~ nightledger.relation(about.relation) ~ ' is '
                ~ there.data_type ~ ' and has to be ' ~ column.data_type
            ) %}
        {% elif nightledger.one_line(there.description) != nightledger.one_line(column.description) %}
            {% do differences.reworded.append(column) %}
        {% endif %}
    {% endfor %}
    {% set partition = found.items() | selectattr('1.is_partition') | map('first') | list %}
    {% set wanted = [about.partition_by] if about.partition_by else [] %}
    {% if partition != wanted %}
        {% do differences.conflicts.append(
            nightledger.relation(about.relation) ~ ' is partitioned by ' ~ (partition | join or 'nothing')
            ~ ' and has to be by ' ~ (wanted | join or 'nothing')
        ) %}
    {% endif %}
    {% set cluster = found.items() | rejectattr('1.cluster_place', 'none') | sort(attribute='1.cluster_place') %}
    {% if cluster | map('first') | list != about.cluster_by | list %}
        {% do differences.notes.append(
            'clustered by ' ~ (cluster | map('first') | join(', ') or 'nothing') ~ ', best by '
            ~ (about.cluster_by | join(', ') or 'nothing')
        ) %}
    {% endif %}
    {{ return(differences) }}
{% endmacro %}
