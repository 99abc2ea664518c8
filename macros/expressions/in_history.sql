{#
    Keeps rows of the last `history_days` days. Belongs directly above the scan of a ledger table,
    where BigQuery turns it into the partitions to read.
#}
{% macro in_history() -%}
    occurred_at >= timestamp_sub(
        current_timestamp(), interval {{ nightledger.setting('history_days') }} day
    )
{%- endmacro %}
