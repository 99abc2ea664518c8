{# The batches of a microbatch model as start and end times; dbt keeps them as pairs of datetimes. #}
{% macro batch_counts(batches) %}
    {% set lists = {'successful': [], 'failed': []} %}
    {% for name in lists %}
        {% for batch in batches[name] or [] %}
            {% do lists[name].append([nightledger.utc_text(batch[0]), nightledger.utc_text(batch[1])]) %}
        {% endfor %}
    {% endfor %}
    {{ return(lists) }}
{% endmacro %}
