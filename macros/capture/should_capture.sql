{#
    Whether this command is put on record.

    Compile, docs, show, list and parse render or run the hooks too; they produce no facts.
    run-operation runs no hooks at all.
#}
{% macro should_capture() %}
    {% if not execute %}{{ return(false) }}{% endif %}
    {% set recorded = ['build', 'run', 'test', 'seed', 'snapshot', 'freshness', 'clone', 'retry'] %}
    {% set targets = nightledger.setting('capture_targets') %}
    {{ return(
        flags.WHICH in recorded
        and nightledger.setting('capture')
        and (not targets or target.name in targets)
        and nightledger.is_bigquery()
    ) }}
{% endmacro %}
