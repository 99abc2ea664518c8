{#
    The batches of a microbatch model: how many were good and how many failed, from when to when, and
    the failed ones, those that touch as one. A first backfill has tens of thousands: at most
    `most_ranges` of the failed are named. dbt keeps batches as pairs of datetimes.
#}
{% macro batch_counts(batches, most_ranges=50) %}
    {% set failed = (batches['failed'] or []) | list | sort %}
    {% set every = ((batches['successful'] or []) | list + failed) | sort %}
    {% set ranges = [] %}
    {% set open = namespace(start=none, end=none) %}
    {% for batch in failed %}
        {% if open.end is none or batch[0] > open.end %}
            {% if open.end is not none %}{% do ranges.append([open.start, open.end]) %}{% endif %}
            {% set open.start = batch[0] %}
            {% set open.end = batch[1] %}
        {% elif batch[1] > open.end %}
            {% set open.end = batch[1] %}
        {% endif %}
    {% endfor %}
    {% if open.end is not none %}{% do ranges.append([open.start, open.end]) %}{% endif %}
    {% set named = [] %}
    {% for one in ranges[:most_ranges] %}
        {% do named.append([nightledger.utc_text(one[0]), nightledger.utc_text(one[1])]) %}
    {% endfor %}
    {{ return({
        'successful_count': every | length - failed | length,
        'failed_count': failed | length,
        'first_at': nightledger.utc_text(every[0][0]) if every else none,
        'last_at': nightledger.utc_text((every | map(attribute=1) | max)) if every else none,
        'failed_range_count': ranges | length,
        'failed': named,
    }) }}
{% endmacro %}


{# Which batches of a microbatch model failed, as words; none when none did. #}
{% macro _failed_batches(counts, most_named=5) %}
    {% if not counts or not counts.failed_count %}{{ return(none) }}{% endif %}
    {% set named = [] %}
    {% for one in counts.failed[:most_named] %}{% do named.append(one | join(' to ')) %}{% endfor %}
    {% set more = counts.failed_range_count - named | length %}
    {{ return(
        counts.failed_count ~ ' of ' ~ (counts.failed_count + counts.successful_count)
        ~ ' batches failed: ' ~ named | join(', ') ~ (' and ' ~ more ~ ' more' if more > 0 else '')
    ) }}
{% endmacro %}
