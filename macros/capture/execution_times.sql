{#
    When every node was executed, and when the last one ended, from dbt's own timings.

    Returns {'by_id': {unique id: [started_at, completed_at]}, 'finished_at': text}. A node that was
    skipped has no times, though dbt v2 stamps it; dbt v2 gives no timings for sources, only the
    moment it looked at them. When nothing ran, the command finished when it started.
    dbt v1 gives datetimes, whose text is that of `utc_text` without the price of calling it.
#}
{% macro execution_times(results) %}
    {% set by_id = {} %}
    {% set ns = namespace(latest='') %}
    {% for result in results if result.status ~ '' != 'skipped' %}
        {% for timing in result.timing if timing.name == 'execute' and timing.completed_at %}
            {% set started_at = (timing.started_at | string)[:26] %}
            {% set completed_at = (timing.completed_at | string)[:26] %}
            {% if 'T' in completed_at %}
                {% set started_at = nightledger.utc_text(started_at) %}
                {% set completed_at = nightledger.utc_text(completed_at) %}
            {% endif %}
            {% do by_id.update({result.node.unique_id: [started_at, completed_at]}) %}
            {% if completed_at > ns.latest %}{% set ns.latest = completed_at %}{% endif %}
        {% endfor %}
        {% if result.snapshotted_at and result.node.unique_id not in by_id %}
            {% set snapshotted_at = nightledger.utc_text(result.snapshotted_at) %}
            {% if snapshotted_at > ns.latest %}{% set ns.latest = snapshotted_at %}{% endif %}
        {% endif %}
    {% endfor %}
    {{ return({'by_id': by_id, 'finished_at': ns.latest or nightledger.utc_text(run_started_at)}) }}
{% endmacro %}
